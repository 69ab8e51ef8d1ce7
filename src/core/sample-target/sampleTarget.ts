import { createServer, type Server } from 'node:http'
import { HeadroomError } from '../../shared/errors.ts'
import { AiProvider } from './ai/provider.ts'
import { AiService } from './ai/aiService.ts'
import { CircuitBreaker } from './ai/circuitBreaker.ts'
import { aiSettings } from './ai/settings.ts'
import { FaultSwitches, type Faults } from './faults.ts'
import { FreezeGate, type FreezeSchedule } from './freezeGate.ts'
import { LatencyModel } from './latency.ts'
import { MatchCatalogue } from './matchCatalogue.ts'
import { checkOptions, type SampleTargetOptions } from './options.ts'
import { seededStreams } from './random.ts'
import { ReadCache } from './readCache.ts'
import { createRequestHandler } from './requestHandler.ts'
import { Router } from './router.ts'
import type { DataStore } from './stores/dataStore.ts'
import { embeddedStore } from './stores/embeddedStore.ts'
import { openPostgresStore } from './stores/postgresStore.ts'
import { openRedisCache } from './stores/redisCache.ts'
import { EmbeddedCache, type TextCache } from './stores/textCache.ts'
import { accountRoutes } from './routes/account.ts'
import { aiRoutes } from './routes/ai.ts'
import { homepageRoutes } from './routes/homepage.ts'
import { matchRoutes } from './routes/matches.ts'
import { operationsRoutes } from './routes/operations.ts'
import { TargetMetrics } from './targetMetrics.ts'
import { systemTimers, type TargetTimers } from './timers.ts'
import { serveWebSockets } from './webSockets.ts'

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
  const faults = new FaultSwitches(timers, ({ freeze }) => gate.switch(freeze))
  const settings = aiSettings(options.ai ?? {})
  const breaker = new CircuitBreaker(settings.breaker)
  const metrics = new TargetMetrics({
    breaker: () => ({ state: breaker.state(timers.nowMs()), failures: breaker.failures(timers.nowMs()) }),
    faults: () => faults.current,
  })
  const catalogue = new MatchCatalogue(seed)
  const provider = new AiProvider(settings, latencyScale, streams)
  const store =
    options.postgres === undefined ? embeddedStore(catalogue) : await openPostgresStore(options.postgres, catalogue)
  const caches = await openCaches(options.redis).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const closeStores = async (): Promise<void> => {
    await Promise.all([store.close(), caches.reads.close(), caches.answers.close()])
  }
  const handler = createRequestHandler({
    router: createRouter({ catalogue, store, caches, faults, breaker, provider, timers, metrics, latencyScale }),
    gate,
    faults,
    latency: new LatencyModel(options.latency ?? {}, latencyScale, streams),
    timers,
    errorUniform: streams('errors'),
    metrics,
  })
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler)
  await listen(server, host, port).catch(async (error: unknown) => {
    await closeStores()
    throw error
  })
  // Without files left, accepting fails; the client sees that its connection failed, the target goes on.
  server.on('error', () => {})
  const endWebSockets = serveWebSockets(server, { gate, faults, timers, catalogue })

  const address = server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  let closing: Promise<void> | undefined
  return {
    port: actualPort,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    faults,
    freezes: options.freeze && { ...options.freeze, startedAtMs },
    close: () => (closing ??= close(server, endWebSockets).then(closeStores)),
  }
}

interface Caches {
  reads: TextCache
  answers: TextCache
}

interface RouterParts {
  catalogue: MatchCatalogue
  store: DataStore
  caches: Caches
  faults: FaultSwitches
  breaker: CircuitBreaker
  provider: AiProvider
  timers: TargetTimers
  metrics: TargetMetrics
  latencyScale: number
}

/** Fewer than there are matches, so that views spread over all of them do miss. */
const CACHED_READS = 256
/** Answers of the AI provider that the semantic cache keeps. */
const CACHED_ANSWERS = 512

async function openCaches(redis: string | undefined): Promise<Caches> {
  if (redis === undefined) {
    return { reads: new EmbeddedCache(CACHED_READS), answers: new EmbeddedCache(CACHED_ANSWERS) }
  }
  const cache = await openRedisCache(redis)
  return { reads: cache, answers: cache }
}

function createRouter(parts: RouterParts): Router {
  const { catalogue, store, caches, faults, breaker, provider, timers, metrics, latencyScale } = parts
  const cache = new ReadCache(
    caches.reads,
    () => faults.current.cache === 'away',
    (hit) => metrics.cacheAsked('read', hit),
  )
  const currentFaults = (): Readonly<Faults> => faults.current
  const service = new AiService({
    provider,
    breaker,
    cache: caches.answers,
    timers,
    scale: latencyScale,
    faults: currentFaults,
    metrics,
  })
  return new Router([
    ...homepageRoutes,
    ...operationsRoutes({ faults, breaker, timers, metrics, store, cache: caches.reads }),
    ...matchRoutes(store, cache),
    ...accountRoutes(catalogue, store, cache),
    ...aiRoutes({ service, provider, catalogue, timers, faults: currentFaults }),
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

async function close(server: Server, endWebSockets: () => void): Promise<void> {
  endWebSockets()
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
