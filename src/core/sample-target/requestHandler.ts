import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { FaultSwitches } from './faults.ts'
import type { FreezeGate } from './freezeGate.ts'
import type { LatencyModel } from './latency.ts'
import type { Uniform } from './random.ts'
import { errorReply, sendReply, type Reply } from './reply.ts'
import { readJsonBody } from './requestBody.ts'
import type { Route, Router, Routing, TargetRequest } from './router.ts'
import type { TargetTimers } from './timers.ts'

export interface HandlerParts {
  router: Router
  gate: FreezeGate
  faults: FaultSwitches
  latency: LatencyModel
  timers: TargetTimers
  /** Decides which requests get an injected error. */
  errorUniform: Uniform
}

type Found = Extract<Routing, { route: Route }>

/**
 * One request: found -> (frozen: held) -> body read -> handled -> service time passes -> (frozen: held) -> answered.
 * Callbacks instead of promises keep it cheap: the target must not be what limits a load test on the same machine.
 */
export function createRequestHandler(parts: HandlerParts): RequestListener {
  return (request, response) => {
    const found = parts.router.find(request.method ?? 'GET', request.url ?? '/')
    if (found.route === undefined) sendReply(response, found.reply, undefined)
    else if (found.route.endpoint === undefined) receive(parts, found, request, response)
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
    sendReply(response, handle(route, request), undefined)
    return
  }
  const { database, slowMs } = parts.faults.current
  const isDatabaseMissing = route.needsDatabase === true && database === 'away'
  // A database that is away is known at once: such an answer costs no service time.
  const serviceMs = isDatabaseMissing ? 0 : parts.latency.drawMs(endpoint)
  const reply = isDatabaseMissing ? databaseAway() : (injectedError(parts, route) ?? handle(route, request))
  const databaseMs = route.needsDatabase === true ? serviceMs * parts.latency.profile(endpoint).databaseShare : 0
  const spentMs = reply.cache === 'hit' ? serviceMs - databaseMs : serviceMs
  const answer = (): void =>
    whenThawed(parts.gate, response, () =>
      sendReply(response, reply, serverTiming(reply, route, serviceMs, databaseMs)),
    )
  if (spentMs + slowMs > 0) parts.timers.after(spentMs + slowMs, answer)
  else answer()
}

function whenThawed(gate: FreezeGate, response: ServerResponse, next: () => void): void {
  if (gate.isFrozen) response.once('close', gate.hold(next))
  else next()
}

function handle(route: Route, request: TargetRequest): Reply {
  try {
    return route.handle(request)
  } catch (error) {
    return errorReply(500, 'INTERNAL', error instanceof Error ? error.message : String(error))
  }
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

/** `Server-Timing` (W3C) of endpoints with a database; durations in milliseconds. A hit spends no time in it. */
function serverTiming(reply: Reply, route: Route, serviceMs: number, databaseMs: number): string | undefined {
  if (route.needsDatabase !== true || reply.status >= 500) return undefined
  const database = `db;dur=${databaseMs.toFixed(2)}`
  if (reply.cache === undefined) return database
  const cache = `cache;desc=${reply.cache};dur=${(serviceMs * CACHE_SHARE).toFixed(2)}`
  return reply.cache === 'hit' ? cache : `${cache}, ${database}`
}
