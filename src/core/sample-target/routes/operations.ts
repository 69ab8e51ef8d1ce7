import { HeadroomError } from '../../../shared/errors.ts'
import type { CircuitBreaker } from '../ai/circuitBreaker.ts'
import type { FaultSwitches } from '../faults.ts'
import { andThen, type Later } from '../later.ts'
import { errorReply, jsonReply, type Reply } from '../reply.ts'
import type { Route } from '../router.ts'
import type { DataStore } from '../stores/dataStore.ts'
import type { TextCache } from '../stores/textCache.ts'
import type { TargetMetrics } from '../targetMetrics.ts'
import type { TargetTimers } from '../timers.ts'

export interface OperationsParts {
  faults: FaultSwitches
  breaker: CircuitBreaker
  timers: TargetTimers
  metrics: TargetMetrics
  store: DataStore
  cache: TextCache
}

/** What operators look at and switch: health, metrics and faults. */
export function operationsRoutes({ faults, breaker, timers, metrics, store, cache }: OperationsParts): Route[] {
  const health = (): Later<Reply> =>
    andThen(store.isUp(), (databaseIsUp) => andThen(cache.isUp(), (cacheIsUp) => healthReply(databaseIsUp, cacheIsUp)))
  const healthReply = (databaseIsUp: boolean, cacheIsUp: boolean): Reply => {
    const database = databaseIsUp ? faults.current.database : 'away'
    const cacheState = cacheIsUp ? faults.current.cache : 'away'
    const state = breaker.state(timers.nowMs())
    const isHealthy = database === 'up' && cacheState === 'up' && state === 'CLOSED'
    const reply = jsonReply(isHealthy ? 200 : 503, {
      status: isHealthy ? 'healthy' : 'degraded',
      dependencies: {
        database: { status: database },
        cache: { status: cacheState },
        ai: { status: state === 'CLOSED' ? 'up' : 'away', breaker: breakerView(breaker, timers.nowMs()) },
      },
    })
    return { ...reply, headers: { 'X-Circuit-Breaker': state } }
  }
  const readMetrics = async (): Promise<Reply> => {
    const { contentType, text } = await metrics.exposition()
    return { status: 200, contentType, body: text }
  }
  return [
    { method: 'GET', path: '/api/health', endpoint: 'health', handle: health },
    { method: 'GET', path: '/metrics', handle: readMetrics },
    { method: 'GET', path: '/admin/faults', handle: () => jsonReply(200, faultsView(faults)) },
    { method: 'PUT', path: '/admin/faults', handle: ({ body }) => switchFaults(faults, body) },
  ]
}

function breakerView(breaker: CircuitBreaker, nowMs: number): unknown {
  const { failures, withinMs, openMs } = breaker.settings
  return {
    state: breaker.state(nowMs),
    failures: breaker.failures(nowMs),
    opensAtFailures: failures,
    withinMs,
    openMs,
    retryAfterMs: Math.ceil(breaker.retryAfterMs(nowMs)),
  }
}

function faultsView(faults: FaultSwitches): unknown {
  const endsInMs = faults.endsInMs()
  return Object.keys(endsInMs).length === 0 ? faults.current : { ...faults.current, endsInMs }
}

function switchFaults(faults: FaultSwitches, body: unknown): Reply {
  try {
    faults.setFrom(body)
    return jsonReply(200, faultsView(faults))
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error
    return errorReply(400, error.code, error.message, error.hint === undefined ? undefined : [error.hint])
  }
}
