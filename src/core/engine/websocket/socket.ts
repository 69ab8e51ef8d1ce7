import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { RawData } from 'ws'
import type { RequestFailure } from '../../../shared/failures.ts'
import { FAILURES } from '../../../shared/failures.ts'
import type { HttpRequest } from '../http/client.ts'
import { failureOf, statusFailure } from '../http/failures.ts'

/** What a session is told by its socket. After `failed` or `closed` nothing follows. */
export interface SocketListener {
  opened(): void
  /** @param headers of the answer to the handshake: name, value ..., names in lower case */
  answered(headers: readonly string[]): void
  message(data: Buffer, isBinary: boolean): void
  pong(payload: string): void
  closed(code: number, reason: string): void
  failed(failure: RequestFailure, detail: string): void
}

/** The server does not say so in a close frame: the connection just ended (RFC 6455 section 7.1.5). */
export const ABNORMAL_CLOSURE = 1006

/** A WebSocket over a connection that is open already; the handshake and everything after are the library's. */
export class EngineSocket {
  private readonly socket: Socket
  private readonly websocket: WebSocket
  private listener: SocketListener | undefined
  private bytesSent = 0
  private bytesReceived = 0

  constructor(
    socket: Socket,
    request: HttpRequest,
    cookie: string,
    protocols: readonly string[],
    maxMessageBytes: number,
    listener: SocketListener,
  ) {
    this.socket = socket
    this.listener = listener
    const headers: Record<string, string> = cookie === '' ? {} : { cookie }
    for (let index = 0; index + 1 < request.headers.length; index += 2) {
      headers[request.headers[index] ?? ''] = request.headers[index + 1] ?? ''
    }
    this.websocket = new WebSocket(request.origin.text + request.path, [...protocols], {
      createConnection: () => socket,
      headers,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      followRedirects: false,
    })
    this.listen()
  }

  /** Bytes that wait to be written. */
  get waiting(): number {
    return this.websocket.bufferedAmount
  }

  /** @param done when it is written, or cannot be */
  send(data: string | Buffer, done: () => void): void {
    this.websocket.send(data, () => done())
  }

  ping(payload: string): void {
    this.websocket.ping(payload)
  }

  /** `closed` follows when the server has answered. */
  close(code: number, reason: string): void {
    this.websocket.close(code, reason)
  }

  /** At once, and nobody is told. */
  terminate(): void {
    this.listener = undefined
    this.websocket.terminate()
    this.socket.destroy()
  }

  /** Bytes on the wire since the last call, frames and handshake included. */
  takeBytes(): { sent: number; received: number } {
    const { bytesWritten, bytesRead } = this.socket
    const taken = { sent: bytesWritten - this.bytesSent, received: bytesRead - this.bytesReceived }
    this.bytesSent = bytesWritten
    this.bytesReceived = bytesRead
    return taken
  }

  private listen(): void {
    const { websocket } = this
    websocket.on('upgrade', (response: IncomingMessage) => this.listener?.answered(lowerCaseNames(response.rawHeaders)))
    websocket.on('open', () => this.listener?.opened())
    websocket.on('message', (data, isBinary) => this.listener?.message(bytesOf(data), isBinary))
    websocket.on('pong', (payload: Buffer) => this.listener?.pong(payload.toString('latin1')))
    websocket.on('close', (code, reason) => {
      const { listener } = this
      this.listener = undefined
      listener?.closed(code, reason.toString('utf8'))
    })
    websocket.on('unexpected-response', (_request, response: IncomingMessage) => {
      this.listener?.answered(lowerCaseNames(response.rawHeaders))
      const status = response.statusCode ?? 0
      this.fail(statusFailure(status), `the handshake was answered with status ${status}`)
    })
    websocket.on('error', (error) => this.fail(failureOfSocket(error), error.message))
  }

  private fail(failure: RequestFailure, detail: string): void {
    const { listener } = this
    this.terminate()
    listener?.failed(failure, detail)
  }
}

/** The library's codes tell what of the protocol was broken. */
function failureOfSocket(error: Error): RequestFailure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return FAILURES.messageTooLarge
  if (code.startsWith('WS_ERR_')) return FAILURES.websocketProtocol
  // Errors of its handshake have no code: a wrong accept key, a subprotocol that nobody offered.
  return code === '' ? FAILURES.websocketProtocol : failureOf(error)
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

function lowerCaseNames(raw: readonly string[]): string[] {
  return raw.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text))
}
