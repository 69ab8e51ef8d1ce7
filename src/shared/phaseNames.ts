/** What the phases of a request are called, by their metrics, in their order. */
export const PHASE_NAMES: Readonly<Record<string, string>> = {
  http_req_blocked: 'Waiting for a connection',
  http_req_connecting: 'Connecting',
  http_req_tls_handshaking: 'TLS handshake',
  http_req_sending: 'Sending',
  http_req_waiting: 'Waiting for the first byte',
  http_req_receiving: 'Receiving',
}
