import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { BreakerState } from './ai/circuitBreaker.ts'
import type { Faults } from './faults.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const STATES: readonly BreakerState[] = ['CLOSED', 'OPEN', 'HALF_OPEN']

/** What `/metrics` asks for when it is read. */
export interface MetricSources {
  breaker: () => { state: BreakerState; failures: number }
  faults: () => Readonly<Faults>
}

/** The target's own metrics, in Prometheus' text format. Children are kept: looking labels up costs more than counting. */
export class TargetMetrics {
  readonly #registry = new Registry()
  readonly #requests = this.#counter('http_requests_total', 'Requests answered.', ['method', 'route', 'status'])
  readonly #durations = this.#histogram('http_request_duration_seconds', 'From request to the answer’s end.', ['route'])
  readonly #queries = this.#histogram('database_query_duration_seconds', 'Time of database work.', ['query'])
  readonly #cache = this.#counter('cache_requests_total', 'Look-ups in the caches.', ['cache', 'result'])
  readonly #aiCalls = this.#counter('ai_calls_total', 'Questions to the AI provider.', ['outcome'])
  readonly #aiTokens = this.#counter('ai_tokens_total', 'Tokens that the AI provider sent.', [])
  readonly #children = new Map<string, { requests: Counter.Internal; durations: Histogram.Internal<'route'> }>()

  constructor(sources: MetricSources) {
    this.#gauge('circuit_breaker_state', '1 for the state that holds.', ['breaker', 'state'], (gauge) => {
      const { state } = sources.breaker()
      for (const one of STATES) gauge.set({ breaker: 'ai', state: one }, one === state ? 1 : 0)
    })
    this.#gauge('circuit_breaker_failures', 'Failures that count.', ['breaker'], (gauge) =>
      gauge.set({ breaker: 'ai' }, sources.breaker().failures),
    )
    this.#gauge('fault_active', '1 for faults that are switched on.', ['fault'], (gauge) => {
      for (const [fault, value] of Object.entries(sources.faults())) {
        gauge.set({ fault }, value === 'up' || value === 0 || value === false ? 0 : 1)
      }
    })
    this.#gauge('process_resident_memory_bytes', 'Resident memory.', [], (gauge) =>
      gauge.set(process.memoryUsage.rss()),
    )
  }

  answered(method: string, route: string, status: number, durationMs: number): void {
    const key = `${method} ${route} ${status}`
    let child = this.#children.get(key)
    if (child === undefined) {
      const requests = this.#requests.labels({ method, route, status: String(status) })
      child = { requests, durations: this.#durations.labels({ route }) }
      this.#children.set(key, child)
    }
    child.requests.inc()
    child.durations.observe(durationMs / 1000)
  }

  queried(query: string, durationMs: number): void {
    this.#queries.observe({ query }, durationMs / 1000)
  }

  cacheAsked(cache: 'read' | 'ai', hit: boolean): void {
    this.#cache.inc({ cache, result: hit ? 'hit' : 'miss' })
  }

  aiCalled(outcome: string, tokens: number): void {
    this.#aiCalls.inc({ outcome })
    this.#aiTokens.inc(tokens)
  }

  /** @returns the text and its content type */
  async exposition(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() }
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.#registry] })
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (gauge: Gauge<Label>) => void,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect: () => read(gauge),
    })
  }
}
