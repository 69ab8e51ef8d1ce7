import { parseDuration } from '../units.ts'
import { mapValues } from './mapValues.ts'
import type { HttpInput } from './schema/http.ts'

/** The file's `target.http`, built: see schema/http.ts for what each means. Times in microseconds. */
export interface HttpOptions {
  http2: boolean
  noConnectionReuse: boolean
  noVUConnectionReuse: boolean
  maxRedirects: number
  insecureSkipTLSVerify: boolean
  /** As in the file, e.g. `tls1.2`. */
  tlsVersion: { min?: string; max?: string }
  /** File names; absolute once the scenario is loaded. No domains: all. */
  tlsAuth: readonly { domains?: readonly string[]; cert: string; key: string; password?: string }[]
  ca: readonly string[]
  hosts: Readonly<Record<string, string>>
  /** Infinity: the whole run. */
  dns: { ttlUs: number; select: 'first' | 'random' | 'roundRobin'; policy: DnsPolicy }
  proxy?: string
  noProxy: readonly string[]
  timeouts: { connectUs?: number; headersUs?: number; bodyUs?: number }
  maxResponseBytes?: number
}

export type DnsPolicy = 'preferIPv4' | 'preferIPv6' | 'onlyIPv4' | 'onlyIPv6' | 'any'

/** k6's default. */
export const MAX_REDIRECTS = 10

/** What a request says of who asks. Values may hold templates. */
export type Auth = { type: 'basic' | 'digest'; username: string; password: string } | { type: 'bearer'; token: string }

/** Without anything said in the file. */
export const HTTP_DEFAULTS: HttpOptions = {
  http2: true,
  noConnectionReuse: false,
  noVUConnectionReuse: false,
  maxRedirects: MAX_REDIRECTS,
  insecureSkipTLSVerify: false,
  tlsVersion: { min: 'tls1.2' },
  tlsAuth: [],
  ca: [],
  hosts: {},
  dns: { ttlUs: 300e6, select: 'first', policy: 'any' },
  noProxy: [],
  timeouts: {},
}

export function buildHttp(input: HttpInput): HttpOptions {
  const { tlsVersion, ca, dns, timeouts, maxResponseSize, ...same } = input
  const { ttl = '5m', select = 'first', policy = 'any' } = dns ?? {}
  const limits = mapValues(timeouts ?? {}, (limit) => parseDuration(limit ?? 0))
  return {
    ...HTTP_DEFAULTS,
    ...same,
    ...(tlsVersion !== undefined && {
      tlsVersion: typeof tlsVersion === 'string' ? { min: tlsVersion, max: tlsVersion } : tlsVersion,
    }),
    ca: [ca ?? []].flat(),
    dns: { ttlUs: ttl === 'inf' ? Infinity : parseDuration(ttl), select, policy },
    timeouts: Object.fromEntries(Object.entries(limits).map(([name, us]) => [`${name}Us`, us])),
    ...(maxResponseSize !== undefined && { maxResponseBytes: parseSize(maxResponseSize) ?? 0 }),
  }
}

const SIZE = /^\s*(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|KiB|MiB|GiB)\s*$/i
const FACTORS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

/** Bytes of `10MB` or `500kB`; undefined when it is no size. */
export function parseSize(size: string | number): number | undefined {
  if (typeof size === 'number') return size
  const [, number, unit = ''] = SIZE.exec(size) ?? []
  return number === undefined ? undefined : Math.round(Number(number) * (FACTORS[unit.toLowerCase()] ?? 1))
}

/** An address with or without a port: `127.0.0.1`, `::1`, `10.0.0.7:8443`, `[::1]:8443`. Undefined when it is none. */
export function parseAddress(text: string): { hostname: string; port: number | undefined } | undefined {
  const inBrackets = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(text)
  const four = /^(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?$/.exec(text)
  const [, hostname, port] = inBrackets ?? four ?? (/^[0-9a-f:.]*:[0-9a-f:.]+$/i.test(text) ? [text, text] : [])
  if (hostname === undefined) return undefined
  return { hostname, port: port === undefined ? undefined : Number(port) }
}
