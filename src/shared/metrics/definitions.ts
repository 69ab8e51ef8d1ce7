/**
 * The metrics of a run. Names and meaning are k6's where k6 has the metric; the rest are ours.
 * Durations are microseconds inside the program, milliseconds in thresholds and in JSON output.
 */
export type MetricKind = 'counter' | 'gauge' | 'rate' | 'trend'
export type MetricUnit = 'time' | 'data' | 'default'

export interface MetricDefinition {
  name: string
  kind: MetricKind
  unit: MetricUnit
  /** How often a trend's histogram is stored: phases of a request need none per second. */
  histogram?: 'second' | 'tenSeconds'
  /** Gauges only: how the values of several workers become one. */
  merge?: 'sum' | 'last' | 'max'
  description: string
}

const counter = (name: string, description: string, unit: MetricUnit = 'default'): MetricDefinition => ({
  name,
  kind: 'counter',
  unit,
  description,
})
const rate = (name: string, description: string): MetricDefinition => ({
  name,
  kind: 'rate',
  unit: 'default',
  description,
})
const gauge = (name: string, merge: 'sum' | 'last' | 'max', description: string): MetricDefinition => ({
  name,
  kind: 'gauge',
  unit: 'default',
  merge,
  description,
})
const time = (name: string, description: string, histogram: 'second' | 'tenSeconds' = 'second'): MetricDefinition => ({
  name,
  kind: 'trend',
  unit: 'time',
  histogram,
  description,
})

export const BUILT_IN_METRICS = [
  counter('http_reqs', 'requests finished, failed ones included'),
  time('http_req_duration', 'sending + waiting + receiving: the time that the server and the wire took (service time)'),
  time('http_req_response', 'from the intended start of the request to its end: what a user waited (open model)'),
  time('http_req_blocked', 'waiting for a free connection', 'tenSeconds'),
  time('http_req_connecting', 'opening the TCP connection; 0 when it was reused', 'tenSeconds'),
  time('http_req_tls_handshaking', 'the TLS handshake; 0 without TLS or when reused', 'tenSeconds'),
  time('http_req_sending', 'writing the request', 'tenSeconds'),
  time('http_req_waiting', 'from the last byte sent to the first byte received', 'tenSeconds'),
  time('http_req_receiving', 'from the first byte to the last', 'tenSeconds'),
  rate('http_req_failed', 'share of requests that got no response or one that was not expected'),
  counter('iterations', 'iterations of a flow that were run to their end'),
  time('iteration_duration', 'one whole iteration, think time included'),
  gauge('vus', 'sum', 'virtual users running'),
  gauge('vus_max', 'sum', 'virtual users allocated'),
  rate('checks', 'share of expectations that held'),
  counter('data_sent', 'bytes sent', 'data'),
  counter('data_received', 'bytes received', 'data'),
  counter('dropped_iterations', 'iterations that could not start because no virtual user was free'),
  time('group_duration', 'one pass through a group'),
  counter('rate_limited', 'answers 429 that the scenario expects, and starts that a budget delayed or skipped'),
  time('budget_wait', 'time that a request waited for its budget', 'tenSeconds'),
  time('server_timing', 'what the server says in Server-Timing about its own work; tag `name`: which part of it'),
  rate('cache_hits', 'share of answers that name their cache and came from it'),
  gauge('breaker_state', 'last', 'state of a circuit breaker: 0 closed, 1 half-open, 2 open'),
] as const satisfies readonly MetricDefinition[]

const byName = new Map<string, MetricDefinition>(BUILT_IN_METRICS.map((metric) => [metric.name, metric]))

/** What observers read beside the load: `observed.NAME`. Any name; the values are gauges in the unit that the name says. */
export const OBSERVED_PREFIX = 'observed.'

/** The built-in metric of that name, or undefined. `observed.NAME` is one whatever its name. */
export function builtInMetric(name: string): MetricDefinition | undefined {
  if (!name.startsWith(OBSERVED_PREFIX)) return byName.get(name)
  return name === OBSERVED_PREFIX ? undefined : gauge(name, 'last', 'read by an observer while the run ran')
}
