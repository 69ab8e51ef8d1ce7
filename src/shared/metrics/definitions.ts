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

const trend = (name: string, description: string): MetricDefinition => ({
  name,
  kind: 'trend',
  unit: 'default',
  histogram: 'tenSeconds',
  description,
})

export const BUILT_IN_METRICS = [
  counter('http_reqs', 'requests finished, failed ones included'),
  time('http_req_duration', 'sending + waiting + receiving: the time that the server and the wire took (service time)'),
  time('http_req_response', 'from the intended start of the request to its end: what a user waited (open model)'),
  time('http_req_blocked', 'waiting for a free connection', 'tenSeconds'),
  time('http_req_looking_up', 'resolving the host name; only of requests that had to', 'tenSeconds'),
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
  time('retry_after', 'how long answers 429 that the scenario expects ask to wait', 'tenSeconds'),
  time('stream_ttft', 'time to first token: from sending the request to the first event that carries content'),
  time('stream_token_gap', 'from one event that carries content to the next'),
  counter('stream_tokens', 'tokens of streams, as the provider counts them, or else the events that carry content'),
  trend('stream_tokens_per_second', 'tokens per second of one stream, from its first content to its last'),
  time('stream_first_event', 'from sending the request to the first event of its stream', 'tenSeconds'),
  time('stream_event_gap', 'from one event of a stream to the next', 'tenSeconds'),
  counter('stream_events', 'events of streams'),
  counter('stream_bytes', 'bytes of streams, decoded', 'data'),
  counter('streams', 'streams that ended; the tag `finish` says why'),
  time('ws_connecting', 'opening a WebSocket: connection and handshake'),
  counter('ws_sessions', 'WebSocket sessions that were opened'),
  time('ws_session_duration', 'from the opening of a session to its end', 'tenSeconds'),
  counter('ws_msgs_sent', 'WebSocket messages sent'),
  counter('ws_msgs_received', 'WebSocket messages received'),
  time('ws_ping', 'from a ping to its pong'),
  rate('ws_failed', 'share of WebSocket sessions that did not open or were cut off'),
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
