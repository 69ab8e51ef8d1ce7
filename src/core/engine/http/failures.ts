import { FAILURES, tlsAlertFailure } from '../../../shared/failures.ts'
import type { RequestFailure } from '../../../shared/failures.ts'

export { FAILURES }
export type { RequestFailure }

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
  CERT_HAS_EXPIRED: FAILURES.certificateExpired,
  CERT_NOT_YET_VALID: FAILURES.certificateExpired,
  ERR_SSL_WRONG_VERSION_NUMBER: FAILURES.notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: FAILURES.notTls,
  ERR_TLS_CERT_ALTNAME_INVALID: FAILURES.certificateHost,
}

/** The failure that a thrown or emitted error of a socket, the resolver, TLS or undici stands for. */
export function failureOf(error: unknown): RequestFailure {
  if (!(error instanceof Error)) return FAILURES.generic
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = BY_CODE[code]
  if (known) return known
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') return FAILURES.malformedResponse
  const alert = /^ERR_SSL_(?:TLSV\d+|SSLV\d+)_ALERT_(.+)$/.exec(code)?.[1]
  if (alert !== undefined) return tlsAlertFailure(alert.toLowerCase().replaceAll('_', ' '))
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('CERT_')) return FAILURES.tls
  // Happy eyeballs gives one error for all addresses that it tried.
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0])
  return FAILURES.generic
}

/** Values of the tag error_code for a response that came but was not expected: k6 has 1000 + status from 400 on. */
export function errorCodeOfStatus(status: number): number {
  return status >= 400 ? 1000 + status : FAILURES.generic.code
}

const BY_STATUS = new Map<number, RequestFailure>()

/** The failure of what a response with that status refused; one object per status. */
export function statusFailure(status: number): RequestFailure {
  let known = BY_STATUS.get(status)
  if (!known) {
    known = { code: errorCodeOfStatus(status), name: `status ${status}`, hint: 'The server refused: look at its log.' }
    BY_STATUS.set(status, known)
  }
  return known
}
