import type { Clock } from '../../clock.ts'
import type { HttpClient, HttpConnection, SocketConnector } from '../client.ts'
import { socketConnector } from '../connector.ts'
import { ConnectSlots } from '../connectSlots.ts'
import type { Origin } from '../origin.ts'
import type { GuardedResolver } from '../resolver.ts'
import { PlainConnection } from './plainConnection.ts'
import type { PlainShared } from './plainConnection.ts'

/** As large as what one read of a busy loopback socket gives. */
const READ_BUFFER_BYTES = 65_536

/**
 * HTTP/1.1 over plain TCP with kept connections: our own client, because this is what a load generator does most. It
 * costs about half the CPU of undici's dispatch per request (docs/benchmarks.md). TLS is undici's.
 */
export class PlainHttpClient implements HttpClient {
  private readonly shared: PlainShared

  constructor(clock: Clock, resolver: GuardedResolver, slots = new ConnectSlots()) {
    this.shared = { clock, resolver, slots, readBuffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES) }
  }

  open(origin: Origin): HttpConnection {
    return new PlainConnection(origin, this.shared)
  }

  connector(origin: Origin): SocketConnector {
    const { clock, resolver, slots } = this.shared
    return socketConnector(origin, clock, resolver, slots)
  }
}
