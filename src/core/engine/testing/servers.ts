import { createServer as createHttpServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { CERTIFICATE, KEY } from './certificate.ts'

/** Test support: servers on loopback that close with everything that is connected to them. */
export class TestServers {
  private readonly servers: Server[] = []
  private readonly sockets = new Set<Socket>()

  /** @returns the base URL */
  http(listener: RequestListener): Promise<string> {
    return this.listen(createHttpServer(listener))
  }

  /** With a certificate that no authority vouches for. @returns the base URL, by address */
  async https(listener: RequestListener): Promise<string> {
    const url = await this.listen(createHttpsServer({ cert: CERTIFICATE, key: KEY }, listener))
    return url.replace('http:', 'https:')
  }

  /** A server that gets raw sockets. @returns the base URL */
  tcp(listener: (socket: Socket) => void): Promise<string> {
    return this.listen(createTcpServer(listener))
  }

  /** A base URL on which nothing listens. */
  async closedPort(): Promise<string> {
    const server = createTcpServer()
    const url = await this.listen(server)
    await new Promise((resolve) => server.close(resolve))
    return url
  }

  closeAll(): void {
    for (const server of this.servers.splice(0)) server.close()
    for (const socket of this.sockets) socket.destroy()
    this.sockets.clear()
  }

  private async listen(server: Server): Promise<string> {
    this.servers.push(server)
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => this.sockets.delete(socket))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
}
