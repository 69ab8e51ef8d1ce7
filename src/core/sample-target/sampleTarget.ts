import { createServer, type Server } from 'node:http'
import { HeadroomError } from '../../shared/errors.ts'
import { FaultSwitches } from './faults.ts'
import { FreezeGate, type FreezeSchedule } from './freezeGate.ts'
import { LatencyModel } from './latency.ts'
import { MatchCatalogue } from './matchCatalogue.ts'
import { checkOptions, type SampleTargetOptions } from './options.ts'
import { seededStreams } from './random.ts'
import { ReadCache } from './readCache.ts'
import { createRequestHandler } from './requestHandler.ts'
import { Router } from './router.ts'
import { accountRoutes } from './routes/account.ts'
import { homepageRoutes } from './routes/homepage.ts'
import { matchRoutes } from './routes/matches.ts'
import { operationsRoutes } from './routes/operations.ts'
import { systemTimers } from './timers.ts'
import { UserState } from './userState.ts'

export interface SampleTarget {
  port: number
  /** Base URL without a slash at its end: `http://127.0.0.1:4700`. */
  url: string
  faults: FaultSwitches
  /** The schedule of freezes, when there is one, and when it began: epoch milliseconds with fractions. */
  freezes: (FreezeSchedule & { startedAtMs: number }) | undefined
  /** Stops listening, lets answers under way finish for a second, then closes every connection. May be called again. */
  close(): Promise<void>
}

const DEFAULT_SEED = 1
/** A ramp-up of 10,000 connections must not overflow the queue of those not yet accepted; the system may cap it. */
const LISTEN_BACKLOG = 16_384
/** Longer than any think time: a connection that the server closes in a pause would be counted as a failed request. */
const KEEP_ALIVE_MS = 10 * 60_000
const CLOSE_GRACE_MS = 1000
const CLOSE_SWEEP_MS = 20

/**
 * Starts the HTTP server that comes with the product, for demos, tutorials and tests. What it answers: docs/sample-target.md.
 * @throws HeadroomError TARGET_OPTIONS_INVALID, TARGET_PORT_IN_USE, TARGET_CANNOT_LISTEN
 */
export async function startSampleTarget(options: SampleTargetOptions = {}): Promise<SampleTarget> {
  checkOptions(options)
  const { host = '127.0.0.1', port = 0, seed = DEFAULT_SEED, latencyScale = 1, timers = systemTimers } = options
  const streams = options.random ?? seededStreams(seed)
  const startedAtMs = performance.timeOrigin + performance.now()
  const gate = new FreezeGate(timers, timers.nowMs(), options.freeze)
  const faults = new FaultSwitches(({ freeze }) => gate.switch(freeze))
  const handler = createRequestHandler({
    router: createRouter(seed, faults),
    gate,
    faults,
    latency: new LatencyModel(options.latency ?? {}, latencyScale, streams),
    timers,
    errorUniform: streams('errors'),
  })
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler)
  await listen(server, host, port)
  // Without files left, accepting fails; the client sees that its connection failed, the target goes on.
  server.on('error', () => {})

  const address = server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  let closing: Promise<void> | undefined
  return {
    port: actualPort,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    faults,
    freezes: options.freeze && { ...options.freeze, startedAtMs },
    close: () => (closing ??= close(server)),
  }
}

function createRouter(seed: number, faults: FaultSwitches): Router {
  const catalogue = new MatchCatalogue(seed)
  const state = new UserState()
  const cache = new ReadCache()
  return new Router([
    ...homepageRoutes,
    ...operationsRoutes(faults),
    ...matchRoutes(catalogue, state, cache),
    ...accountRoutes(catalogue, state, cache),
  ])
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen({ host, port, backlog: LISTEN_BACKLOG }, resolve)
  })
  server.removeAllListeners('error')
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): HeadroomError {
  if (error.code === 'EADDRINUSE') {
    return new HeadroomError(
      {
        code: 'TARGET_PORT_IN_USE',
        message: `The sample target cannot start: port ${port} is in use by another program.`,
        hint: `Choose another one with --port, for example --port ${port === 65_535 ? port - 1 : port + 1}, or --port 0 for any free one.`,
      },
      { cause: error },
    )
  }
  return new HeadroomError(
    {
      code: 'TARGET_CANNOT_LISTEN',
      message: `The sample target cannot listen on ${host}, port ${port}: ${error.message}.`,
      hint:
        error.code === 'EACCES'
          ? 'Ports below 1024 need rights of their own: choose a higher one with --port.'
          : 'Check the host name.',
    },
    { cause: error },
  )
}

async function close(server: Server): Promise<void> {
  // Connections become idle one by one as their last answer goes out.
  const sweep = setInterval(() => server.closeIdleConnections(), CLOSE_SWEEP_MS)
  const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearInterval(sweep)
  clearTimeout(grace)
}
