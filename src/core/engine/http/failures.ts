/**
 * Why a request got no (whole) response. Codes are k6's error codes where it has one, because scripts and dashboards
 * filter by the tag error_code; 19xx are ours: the request was never sent.
 */
export interface RequestFailure {
  readonly code: number
  /** Tag and exemplar reason, e.g. `connection refused`. */
  readonly name: string
}

const failure = (code: number, name: string): RequestFailure => Object.freeze({ code, name })

export const FAILURES = {
  generic: failure(1000, 'request failed'),
  invalidUrl: failure(1020, 'invalid URL'),
  invalidRequest: failure(1021, 'invalid request'),
  malformedResponse: failure(1030, 'malformed response'),
  headersTooLarge: failure(1031, 'response head too large'),
  connectionClosed: failure(1040, 'connection closed by the server'),
  timeout: failure(1050, 'request timeout'),
  nameLookup: failure(1100, 'name lookup failed'),
  nameUnknown: failure(1101, 'host name unknown'),
  addressNotAllowed: failure(1110, 'host not allowed'),
  hostNotAllowed: failure(1111, 'host not allowed'),
  network: failure(1200, 'network error'),
  brokenPipe: failure(1201, 'broken pipe'),
  connect: failure(1210, 'connect failed'),
  connectTimeout: failure(1211, 'connect timeout'),
  connectionRefused: failure(1212, 'connection refused'),
  unreachable: failure(1213, 'host unreachable'),
  noLocalPort: failure(1214, 'no free local port'),
  tooManyOpenFiles: failure(1215, 'too many open files'),
  connectionReset: failure(1220, 'connection reset'),
  tls: failure(1300, 'TLS failed'),
  certificateUnknown: failure(1310, 'certificate authority unknown'),
  certificateHost: failure(1311, 'certificate for another host'),
  variableMissing: failure(1900, 'variable missing'),
  budgetSpent: failure(1901, 'budget spent'),
  dataUsedUp: failure(1902, 'data used up'),
} as const satisfies Record<string, RequestFailure>

/** By `error.code` of Node and undici. */
const BY_CODE: Readonly<Record<string, RequestFailure>> = {
  ECONNREFUSED: FAILURES.connectionRefused,
  ECONNRESET: FAILURES.connectionReset,
  EPIPE: FAILURES.brokenPipe,
  ETIMEDOUT: FAILURES.connectTimeout,
  EHOSTUNREACH: FAILURES.unreachable,
  ENETUNREACH: FAILURES.unreachable,
  EADDRNOTAVAIL: FAILURES.noLocalPort,
  EMFILE: FAILURES.tooManyOpenFiles,
  ENFILE: FAILURES.tooManyOpenFiles,
  ENOTFOUND: FAILURES.nameUnknown,
  EAI_AGAIN: FAILURES.nameLookup,
  EAI_FAIL: FAILURES.nameLookup,
  HOST_NOT_ALLOWED: FAILURES.hostNotAllowed,
  ADDRESS_NOT_ALLOWED: FAILURES.addressNotAllowed,
  UND_ERR_CONNECT_TIMEOUT: FAILURES.connectTimeout,
  UND_ERR_SOCKET: FAILURES.connectionClosed,
  UND_ERR_HEADERS_OVERFLOW: FAILURES.headersTooLarge,
  UND_ERR_INVALID_ARG: FAILURES.invalidRequest,
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: FAILURES.invalidRequest,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: FAILURES.malformedResponse,
  // undici asserts on answers that its parser lets through but that make no sense, e.g. an upgrade that nobody asked for.
  ERR_ASSERTION: FAILURES.malformedResponse,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: FAILURES.certificateUnknown,
  SELF_SIGNED_CERT_IN_CHAIN: FAILURES.certificateUnknown,
  DEPTH_ZERO_SELF_SIGNED_CERT: FAILURES.certificateUnknown,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: FAILURES.certificateUnknown,
  ERR_TLS_CERT_ALTNAME_INVALID: FAILURES.certificateHost,
}

/** The failure that a thrown or emitted error of a socket, the resolver, TLS or undici stands for. */
export function failureOf(error: unknown): RequestFailure {
  if (!(error instanceof Error)) return FAILURES.generic
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = BY_CODE[code]
  if (known) return known
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') return FAILURES.malformedResponse
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('CERT_')) return FAILURES.tls
  // Happy eyeballs gives one error for all addresses that it tried.
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0])
  return FAILURES.generic
}

/** Values of the tag error_code for a response that came but was not expected: k6 has 1000 + status from 400 on. */
export function errorCodeOfStatus(status: number): number {
  return status >= 400 ? 1000 + status : FAILURES.generic.code
}
