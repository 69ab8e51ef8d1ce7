import type { Socket } from 'node:net'
import { FAILURES } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import type { Origin } from './origin.ts'
import type { Proxy } from './transport.ts'

/** Longest answer of a proxy that is looked at. */
const MAX_HEAD_CHARACTERS = 16_384
const HEAD_END = '\r\n\r\n'

/**
 * Asks an HTTP proxy for a tunnel to the origin (CONNECT, RFC 9110 section 9.3.6) on a socket that is connected to it.
 * The socket's own end and errors are its owner's to watch.
 */
export function openTunnel(
  socket: Socket,
  origin: Origin,
  proxy: Proxy,
  done: (failure: RequestFailure | undefined) => void,
): void {
  const authority = `${origin.hostname.includes(':') ? `[${origin.hostname}]` : origin.hostname}:${origin.port}`
  const credentials = proxy.authorization === undefined ? '' : `proxy-authorization: ${proxy.authorization}\r\n`
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${credentials}\r\n`, 'latin1')
  let head = ''
  const answered = (bytes: Buffer): void => {
    head += bytes.toString('latin1')
    const end = head.indexOf(HEAD_END)
    if (end < 0 && head.length < MAX_HEAD_CHARACTERS) return
    socket.removeListener('data', answered)
    socket.pause()
    const granted = end > 0 && /^HTTP\/1\.[01] 2\d\d(?: |\r)/.test(head)
    // Bytes behind the head would be the server's, before it was asked: TLS servers do not speak first.
    done(granted && end + HEAD_END.length === head.length ? undefined : FAILURES.proxy)
  }
  socket.on('data', answered)
}
