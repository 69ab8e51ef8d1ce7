import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { CERTIFICATE, KEY } from './certificate.ts'

/** Test support: WebSocket servers on loopback. */
export class SocketServers {
  private readonly closers: (() => void)[] = []

  /** @returns the base URL: http, or https when it is secure, with a certificate that no authority vouches for */
  async start(
    onSession: (socket: WebSocket, request: IncomingMessage) => void,
    options: { protocols?: readonly string[]; isSecure?: boolean } = {},
  ): Promise<string> {
    const { protocols, isSecure = false } = options
    const refuse: RequestListener = (_request, response) =>
      response.writeHead(403, { 'set-cookie': 'seen=1' }).end('no')
    const http = isSecure ? createTlsServer({ cert: CERTIFICATE, key: KEY }, refuse) : createServer(refuse)
    const server = new WebSocketServer({
      server: http,
      ...(protocols && { handleProtocols: (offered) => protocols.find((one) => offered.has(one)) ?? false }),
    })
    server.on('connection', (socket, request) => {
      socket.on('error', () => {})
      onSession(socket, request)
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4096, resolve))
    this.closers.push(() => {
      for (const client of server.clients) client.terminate()
      server.close()
      http.close()
      http.closeAllConnections()
    })
    return `${isSecure ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`
  }

  closeAll(): void {
    for (const close of this.closers.splice(0)) close()
  }
}
