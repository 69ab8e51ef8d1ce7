/**
 * Why a request got no (whole) response. Codes are k6's error codes where it has one, because scripts and dashboards
 * filter by the tag error_code; 19xx are ours: the request was never sent.
 */
export interface RequestFailure {
  readonly code: number
  /** Tag `error` and exemplar reason, e.g. `connection refused`. */
  readonly name: string
  /** What to look at. */
  readonly hint: string
}

const failure = (code: number, name: string, hint: string): RequestFailure => Object.freeze({ code, name, hint })

export const FAILURES = {
  generic: failure(1000, 'request failed', 'No more is known than the text of the example request.'),
  invalidUrl: failure(1020, 'invalid URL', 'Look at the values that the templates of the URL put in.'),
  invalidRequest: failure(
    1021,
    'invalid request',
    'Its method, path, a header or a cookie holds what may not go on the wire, such as a line break. It was not sent.',
  ),
  malformedResponse: failure(
    1030,
    'malformed response',
    'The server, or something on the way to it, does not keep to HTTP, or speaks another protocol on this port.',
  ),
  headersTooLarge: failure(1031, 'response head too large', 'The headers of the response are longer than 64 KiB.'),
  responseTooLarge: failure(
    1032,
    'response too large',
    'The body is longer than `target.http.maxResponseSize`: raise it, or ask for less.',
  ),
  connectionClosed: failure(
    1040,
    'connection closed by the server',
    'The server ended the connection before its response was whole: a crash, a restart, or a limit of a proxy.',
  ),
  timeout: failure(1050, 'request timeout', 'No whole response within `timeout`: the server is too slow, or hangs.'),
  headersTimeout: failure(
    1050,
    'headers timeout',
    'The response did not begin within `timeouts.headers` after the request was out.',
  ),
  bodyTimeout: failure(1050, 'body timeout', 'The body paused for longer than `timeouts.body`.'),
  nameLookup: failure(
    1100,
    'name lookup failed',
    'The name server did not answer: look at the network, or use `hosts`.',
  ),
  nameUnknown: failure(1101, 'host name unknown', 'The name has no address: look at its spelling, or use `hosts`.'),
  addressNotAllowed: failure(
    1110,
    'host not allowed',
    'Add it to `guards.hosts` if the system there is yours to load.',
  ),
  hostNotAllowed: failure(1111, 'host not allowed', 'Add it to `guards.hosts` if the system there is yours to load.'),
  network: failure(1200, 'network error', 'Look at the network between this machine and the server.'),
  brokenPipe: failure(1201, 'broken pipe', 'The server closed the connection while the request was being sent.'),
  connect: failure(1210, 'connect failed', 'Look at address and port, and at the network.'),
  connectTimeout: failure(
    1211,
    'connect timeout',
    'No connection in time: a full accept queue, a firewall that drops packets, or a slow TLS handshake.',
  ),
  connectionRefused: failure(1212, 'connection refused', 'Nothing listens on that port: has the server been started?'),
  unreachable: failure(1213, 'host unreachable', 'There is no way to that address from this machine.'),
  noLocalPort: failure(
    1214,
    'no free local port',
    'Too many connections were opened in short time: let connections be reused, or widen the range of local ports.',
  ),
  tooManyOpenFiles: failure(1215, 'too many open files', 'Raise the limit (`ulimit -n`), or use fewer virtual users.'),
  connectionReset: failure(
    1220,
    'connection reset',
    'The server, or a machine on the way, threw the connection away: overload, a crash, or a limit.',
  ),
  proxy: failure(
    1230,
    'proxy refused',
    'The HTTP proxy did not let the connection through: look at its rules and log.',
  ),
  tls: failure(1300, 'TLS failed', 'Look at the versions and ciphers that the server offers.'),
  certificateExpired: failure(
    1300,
    'certificate expired',
    'The certificate of the server is no longer, or not yet, valid.',
  ),
  notTls: failure(1301, 'not a TLS server', 'The server does not speak TLS on this port: try http:// instead.'),
  certificateUnknown: failure(
    1310,
    'certificate authority unknown',
    'Name its authority in `target.http.ca`; `insecureSkipTLSVerify: true` takes any certificate.',
  ),
  certificateHost: failure(1311, 'certificate for another host', 'The certificate does not name the host of the URL.'),
  http2: failure(1600, 'HTTP/2 failed', 'Client and server do not agree about the protocol.'),
  decompression: failure(1701, 'decompression failed', 'The body is not in the content coding that its header names.'),
  graphqlErrors: failure(
    1800,
    'GraphQL errors',
    'The answer holds errors though its status is right: look at the example. `expect: { errors: allowed }` takes them.',
  ),
  eventTooLarge: failure(1810, 'stream event too large', 'An event is longer than `stream.maxEvent`.'),
  streamError: failure(
    1811,
    'stream reported an error',
    'The provider sent an error instead of the rest of its answer.',
  ),
  streamCutOff: failure(
    1812,
    'stream ended early',
    'The body ended in good order, but before the provider said that its answer was complete.',
  ),
  websocketProtocol: failure(
    1820,
    'WebSocket protocol broken',
    'What the server sent is no WebSocket handshake or frame.',
  ),
  websocketClosed: failure(
    1821,
    'WebSocket closed by the server',
    'The server closed the session before its actions were over: its close code is in the example.',
  ),
  messageTooLarge: failure(1822, 'WebSocket message too large', 'A message is longer than `maxMessage`.'),
  variableMissing: failure(1900, 'variable missing', 'A template has no value: look at the step that should set it.'),
  budgetSpent: failure(1901, 'budget spent', 'The rate of `budgets` was used up: it says `whenSpent: fail`.'),
  fileUnreadable: failure(1903, 'file not readable', 'A file that is uploaded was changed or removed during the run.'),
  dataUsedUp: failure(1902, 'data used up', 'All rows have been used: add more, or say `whenUsedUp: recycle`.'),
} as const satisfies Record<string, RequestFailure>

/** HTTP/2's error codes (RFC 9113 section 7), by number. */
const HTTP2_CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const

const GOAWAY = HTTP2_CODES.map((name, code) =>
  failure(1611 + code, `HTTP/2 GOAWAY: ${name}`, 'The server closed the connection for all its requests.'),
)
const STREAM = HTTP2_CODES.map((name, code) =>
  failure(
    1631 + code,
    `HTTP/2 stream reset: ${name}`,
    'The server gave up this request, or sent what HTTP/2 does not allow; the connection stays.',
  ),
)
const HINTS = new Map([...Object.values(FAILURES), ...GOAWAY, ...STREAM].map(({ name, hint }) => [name, hint]))

const NAMES = new Map(
  [...Object.values(FAILURES), ...GOAWAY, ...STREAM]
    .toReversed()
    .map(({ code, name }): [number, string] => [code, name]),
)

/** The name of a failure by its code, which k6 has as well: the first where several share it; undefined for statuses. */
export function failureOfCode(code: number): string | undefined {
  return NAMES.get(code)
}

/** What to look at, by the name of a failure; undefined for one that says it all. */
export function failureHint(name: string): string | undefined {
  if (name.startsWith('TLS alert: ')) return ALERT_HINT
  const status = /^status (\d{3})$/.exec(name)?.[1]
  return status === undefined ? HINTS.get(name) : statusHint(Number(status))
}

function statusHint(status: number): string {
  if (status === 401 || status === 403) return 'The server wants other credentials: look at `auth` and headers.'
  if (status === 404) return 'Nothing is there: look at the path, and at the values that templates put in.'
  if (status === 429) return 'The server limits the rate: give the requests a budget, or expect the status.'
  if (status === 502 || status === 504) return 'A proxy got no answer from the server behind it.'
  if (status === 503) return 'The server has no capacity, or says that it is not ready.'
  if (status >= 500) return 'The server failed: look into its log at that time.'
  if (status >= 400) return 'The server did not take the request: look at the example requests.'
  return 'The response came, and its status is none that the step expects.'
}

const ALERT_HINT =
  'The server refused the handshake: look at TLS versions, ciphers, the host name, and whether it wants a client certificate.'
const ALERTS = new Map<string, RequestFailure>()
const MOST_ALERTS = 50

/** The server said goodbye with this code of HTTP/2; k6 counts from 1611. */
export function goAwayFailure(code: number): RequestFailure {
  return GOAWAY[code] ?? FAILURES.http2
}

/** The server reset the stream with this code of HTTP/2; k6 counts from 1631. */
export function streamResetFailure(code: number): RequestFailure {
  return STREAM[code] ?? FAILURES.http2
}

/** The server ended a handshake with an alert, such as `handshake failure`; one object per alert. */
export function tlsAlertFailure(alert: string): RequestFailure {
  const known = ALERTS.get(alert)
  if (known) return known
  if (ALERTS.size >= MOST_ALERTS) return FAILURES.tls
  const made = failure(1300, `TLS alert: ${alert}`, ALERT_HINT)
  ALERTS.set(alert, made)
  return made
}
