/**
 * Whether a request goes out once more on a new connection when a kept one turns out to be closed before any byte of an
 * answer: the safe methods, as in Go's client and therefore k6. PUT and DELETE are idempotent too (RFC 9110 section
 * 9.2.2), but a load test of writes should make exactly the writes that it counts.
 */
export function maySendAgain(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE'
}
