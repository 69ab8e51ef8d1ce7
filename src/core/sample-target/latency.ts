import type { RandomStreams, Uniform } from './random.ts'

/** What latency is drawn for: one name per operation that users do. */
export const ENDPOINT_NAMES = [
  'homepage',
  'asset',
  'health',
  'browse',
  'search',
  'view',
  'readProfile',
  'readSaved',
  'writeProfile',
  'save',
  'feedback',
  'ai',
] as const

export type EndpointName = (typeof ENDPOINT_NAMES)[number]

/** Service time of one endpoint: log-normal, and a share of requests that take several times as long. */
export interface LatencyProfile {
  medianMs: number
  /** Spread of the log-normal: the standard deviation of ln(time). 0 makes every request take the median. */
  sigma: number
  /** Share of requests, 0..1, in the tail. */
  tailShare: number
  /** How many times as long those take. */
  tailFactor: number
  /** Share of the time, 0..1, that the database takes. A cache hit saves it; 0 makes hits and misses alike. */
  databaseShare: number
}

export type LatencyOverrides = Partial<Record<EndpointName, Partial<LatencyProfile>>>

/** Longer makes no sense over HTTP, and a timer beyond 2^31 ms would fire at once. */
export const MAX_LATENCY_MS = 60_000

/** 2 % rather than 1 or 5: a share that equals a percentile people look at puts it on a cliff, where even the truth jumps. */
const TAIL = { tailShare: 0.02, tailFactor: 6 }
const STATIC = { sigma: 0.25, tailShare: 0, tailFactor: 1, databaseShare: 0 }
const READ = { sigma: 0.35, ...TAIL, databaseShare: 0.7 }
const WRITE = { sigma: 0.45, ...TAIL, databaseShare: 0.3 }

export const LATENCY_PROFILES: Readonly<Record<EndpointName, Readonly<LatencyProfile>>> = {
  homepage: { medianMs: 8, ...STATIC },
  asset: { medianMs: 1, ...STATIC },
  health: { medianMs: 3, ...STATIC },
  browse: { medianMs: 40, ...READ },
  search: { medianMs: 60, ...READ },
  view: { medianMs: 25, ...READ },
  readProfile: { medianMs: 20, ...READ },
  readSaved: { medianMs: 30, ...READ },
  writeProfile: { medianMs: 80, ...WRITE },
  save: { medianMs: 90, ...WRITE },
  feedback: { medianMs: 110, ...WRITE },
  /** The app's own part; the provider's time comes on top: ai/settings.ts. */
  ai: { medianMs: 8, ...STATIC },
}

/** Draws service times, per endpoint in a sequence of its own. */
export class LatencyModel {
  readonly #overrides: LatencyOverrides
  readonly #scale: number
  readonly #streams: RandomStreams
  readonly #uniforms = new Map<EndpointName, Uniform>()

  /** @param scale multiplies every time; 0 means no latency at all */
  constructor(overrides: LatencyOverrides, scale: number, streams: RandomStreams) {
    this.#overrides = overrides
    this.#scale = scale
    this.#streams = streams
  }

  /** Milliseconds that the next request takes, with its database work. Each call uses three random numbers. */
  drawMs(endpoint: EndpointName): number {
    const { medianMs, sigma, tailShare, tailFactor } = this.profile(endpoint)
    const scaledMs = medianMs * this.#scale
    if (scaledMs === 0) return 0
    const uniform = this.#uniform(endpoint)
    const bodyMs = scaledMs * Math.exp(sigma * standardNormal(uniform))
    return Math.min(MAX_LATENCY_MS, uniform() < tailShare ? bodyMs * tailFactor : bodyMs)
  }

  profile(endpoint: EndpointName): Readonly<LatencyProfile> {
    const overrides = this.#overrides[endpoint]
    return overrides === undefined ? LATENCY_PROFILES[endpoint] : { ...LATENCY_PROFILES[endpoint], ...overrides }
  }

  #uniform(endpoint: EndpointName): Uniform {
    const known = this.#uniforms.get(endpoint)
    if (known !== undefined) return known
    const uniform = this.#streams(`latency/${endpoint}`)
    this.#uniforms.set(endpoint, uniform)
    return uniform
  }
}

/** Box-Muller; 1 - u because u may be 0 and its logarithm may not. */
export function standardNormal(uniform: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
