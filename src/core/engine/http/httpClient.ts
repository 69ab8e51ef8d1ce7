import type { Clock } from '../clock.ts'
import type { HttpClient } from './client.ts'
import { Connection } from './connection.ts'
import { socketConnector } from './connector.ts'
import { ConnectSlots } from './connectSlots.ts'
import type { GuardedResolver } from './resolver.ts'
import type { Transport, TransportOptions } from './transport.ts'

/** As large as what one read of a busy loopback socket gives. */
const READ_BUFFER_BYTES = 65_536

/**
 * HTTP/1.1 over TCP and TLS, and HTTP/2 over TLS, with kept connections: our own client, because this is what a load
 * generator does most (docs/decisions/0001).
 */
export function createHttpClient(
  clock: Clock,
  resolver: GuardedResolver,
  options: TransportOptions,
  slots = new ConnectSlots(),
): HttpClient {
  const readBuffer = Buffer.allocUnsafeSlow(READ_BUFFER_BYTES)
  const transport: Transport = { clock, resolver, slots, options, readBuffer }
  return {
    open: (origin) => new Connection(origin, transport),
    connector: (origin) => socketConnector(origin, transport),
  }
}
