import type { Clock } from '../clock.ts'
import type { HttpClient } from './client.ts'
import { ConnectSlots } from './connectSlots.ts'
import { PlainHttpClient } from './plain/plainClient.ts'
import type { GuardedResolver } from './resolver.ts'
import { createUndiciClient } from './undici.ts'

/** Our own client for plain HTTP, where it counts; undici for TLS. */
export function createHttpClient(clock: Clock, resolver: GuardedResolver): HttpClient {
  const slots = new ConnectSlots()
  const plain = new PlainHttpClient(clock, resolver, slots)
  const undici = createUndiciClient(clock, resolver, slots)
  return {
    open: (origin) => (origin.protocol === 'http:' ? plain : undici).open(origin),
    connector: (origin) => plain.connector(origin),
  }
}
