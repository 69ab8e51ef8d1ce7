import type { SecureContext } from 'node:tls'
import type { Clock } from '../clock.ts'
import type { ConnectSlots } from './connectSlots.ts'
import type { Origin } from './origin.ts'
import type { GuardedResolver } from './resolver.ts'

/** How connections are opened and used: the file's `target.http`, ready for use. Times are Infinity when there is no limit. */
export interface TransportOptions {
  /** Offered to TLS servers by ALPN. */
  readonly http2: boolean
  /** False: each request opens a connection of its own. */
  readonly reuse: boolean
  readonly connectTimeoutUs: number
  /** From the last byte of the request to the end of the response's head. */
  readonly headersTimeoutUs: number
  /** Longest pause between two pieces of a body. */
  readonly bodyTimeoutUs: number
  /** Of a response's body as it comes on the wire. */
  readonly maxResponseBytes: number
  readonly verifiesCertificates: boolean
  /** Undefined: a direct connection. */
  proxyFor(origin: Origin): Proxy | undefined
  /** Versions, authorities and client certificate for that host; the same object each time. */
  secureContext(hostname: string): SecureContext
}

export interface Proxy {
  readonly hostname: string
  readonly port: number
  /** Value of the proxy-authorization header. */
  readonly authorization: string | undefined
}

/** What the connections of one worker share. */
export interface Transport {
  readonly clock: Clock
  readonly resolver: GuardedResolver
  readonly slots: ConnectSlots
  readonly options: TransportOptions
  /** Every plain socket reads into this one buffer: what it holds is used up before the next read. */
  readonly readBuffer: Uint8Array
}
