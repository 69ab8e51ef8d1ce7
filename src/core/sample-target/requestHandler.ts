import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { FaultSwitches } from './faults.ts'
import type { FreezeGate } from './freezeGate.ts'
import type { LatencyModel } from './latency.ts'
import type { Later } from './later.ts'
import type { Uniform } from './random.ts'
import { errorReply, type Reply } from './reply.ts'
import { readJsonBody } from './requestBody.ts'
import type { Route, Router, Routing, TargetRequest } from './router.ts'
import { StoreAway } from './stores/dataStore.ts'
import { sendReply, streamReply } from './sendReply.ts'
import type { TargetMetrics } from './targetMetrics.ts'
import type { TargetTimers } from './timers.ts'

export interface HandlerParts {
  router: Router
  gate: FreezeGate
  faults: FaultSwitches
  latency: LatencyModel
  timers: TargetTimers
  /** Decides which requests get an injected error. */
  errorUniform: Uniform
  metrics: TargetMetrics
}

type Found = Extract<Routing, { route: Route }>

/**
 * One request: found -> (frozen: held) -> body read -> handled -> service time passes -> (frozen: held) -> answered.
 * Callbacks instead of promises keep it cheap: the target must not be what limits a load test on the same machine.
 */
export function createRequestHandler(parts: HandlerParts): RequestListener {
  return (request, response) => {
    const found = parts.router.find(request.method ?? 'GET', request.url ?? '/')
    if (found.route === undefined) {
      sendReply(response, found.reply, undefined)
      return
    }
    const { method, path, endpoint } = found.route
    const beganAtMs = parts.timers.nowMs()
    response.once('finish', () => {
      parts.metrics.answered(method, path, response.statusCode, parts.timers.nowMs() - beganAtMs)
    })
    if (endpoint === undefined) receive(parts, found, request, response)
    else whenThawed(parts.gate, response, () => receive(parts, found, request, response))
  }
}

function receive(parts: HandlerParts, found: Found, request: IncomingMessage, response: ServerResponse): void {
  const { route, id, query } = found
  if (route.method === 'GET') {
    serve(parts, route, { id, query, body: undefined }, response)
    return
  }
  readJsonBody(request, (body) => {
    if (body.ok) serve(parts, route, { id, query, body: body.value }, response)
    else sendReply(response, body.reply, undefined)
  })
}

function serve(parts: HandlerParts, route: Route, request: TargetRequest, response: ServerResponse): void {
  const { endpoint } = route
  if (endpoint === undefined) {
    whenHandled(handle(route, request), (reply) => sendReply(response, reply, undefined))
    return
  }
  const { database } = parts.faults.current
  const isDatabaseMissing = route.needsDatabase === true && database === 'away'
  // A database that is away is known at once: such an answer costs no service time.
  const serviceMs = isDatabaseMissing ? 0 : parts.latency.drawMs(endpoint)
  const handled = isDatabaseMissing ? databaseAway() : (injectedError(parts, route) ?? handle(route, request))
  whenHandled(handled, (reply) => answer(parts, route, reply, serviceMs, response))
}

function answer(parts: HandlerParts, route: Route, reply: Reply, serviceMs: number, response: ServerResponse): void {
  const { endpoint } = route
  const usesDatabase = endpoint !== undefined && route.needsDatabase === true
  const drawnMs = usesDatabase ? serviceMs * parts.latency.profile(endpoint).databaseShare : 0
  const isReal = reply.databaseMs !== undefined || reply.cacheMs !== undefined
  const databaseMs = reply.databaseMs ?? (isReal ? 0 : drawnMs)
  // What a real database took has passed already; what the drawn one takes is waited for, unless the cache saved it.
  const ownMs = reply.cache === 'hit' || isReal ? serviceMs - drawnMs : serviceMs
  const spentMs = ownMs + (reply.waitMs ?? 0) + parts.faults.current.slowMs
  if (usesDatabase && reply.cache !== 'hit' && reply.status < 500) parts.metrics.queried(endpoint, databaseMs)
  const timing = serverTiming(reply, route, serviceMs, databaseMs)
  const thawed = (next: () => void): void => whenThawed(parts.gate, response, next)
  const send = (): void =>
    thawed(() => {
      const { parts: streamed } = reply
      if (streamed === undefined) sendReply(response, reply, timing)
      else streamReply(response, { ...reply, parts: streamed }, timing, parts.timers, thawed)
    })
  if (spentMs > 0) parts.timers.after(spentMs, send)
  else send()
}

function whenThawed(gate: FreezeGate, response: ServerResponse, next: () => void): void {
  if (gate.isFrozen) response.once('close', gate.hold(next))
  else next()
}

function whenHandled(handled: Later<Reply>, use: (reply: Reply) => void): void {
  if (handled instanceof Promise) handled.catch(internalError).then(use, () => {})
  else use(handled)
}

function handle(route: Route, request: TargetRequest): Later<Reply> {
  try {
    return route.handle(request)
  } catch (error) {
    return internalError(error)
  }
}

function internalError(error: unknown): Reply {
  if (error instanceof StoreAway) return databaseAway()
  return errorReply(500, 'INTERNAL', error instanceof Error ? error.message : String(error))
}

function databaseAway(): Reply {
  return errorReply(503, 'DATABASE_AWAY', 'The database is away.')
}

/** Health stays truthful while others fail: it reports faults, it does not suffer them. */
function injectedError(parts: HandlerParts, route: Route): Reply | undefined {
  const { errorPercent } = parts.faults.current
  if (errorPercent === 0 || route.endpoint === 'health' || parts.errorUniform() * 100 >= errorPercent) return undefined
  return errorReply(500, 'INJECTED_ERROR', `${errorPercent} % of requests fail on purpose.`)
}

/** Share of the service time that looking into the cache takes. */
const CACHE_SHARE = 0.05

/**
 * `Server-Timing` (W3C): cache, db (its description names the query) and ai; durations in milliseconds. A hit spends no time
 * in what it saved.
 */
function serverTiming(reply: Reply, route: Route, serviceMs: number, databaseMs: number): string | undefined {
  if (reply.status >= 500) return undefined
  const entries: string[] = []
  if (reply.cache !== undefined) entries.push(entry('cache', reply.cache, reply.cacheMs ?? serviceMs * CACHE_SHARE))
  if (reply.cache !== 'hit') {
    if (route.needsDatabase === true) entries.push(entry('db', route.endpoint, databaseMs))
    if (reply.aiMs !== undefined) entries.push(entry('ai', undefined, reply.aiMs))
  }
  return entries.length === 0 ? undefined : entries.join(', ')
}

function entry(name: string, description: string | undefined, durationMs: number): string {
  return `${name}${description === undefined ? '' : `;desc=${description}`};dur=${durationMs.toFixed(2)}`
}
