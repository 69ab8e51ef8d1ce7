import { readFileSync } from 'node:fs'
import { lookup } from 'node:dns'
import { rootCertificates, createSecureContext } from 'node:tls'
import type { SecureContext, SecureContextOptions, SecureVersion } from 'node:tls'
import { HeadroomError } from '../../../shared/errors.ts'
import { scenarioFileUnreadable } from '../../../shared/fileErrors.ts'
import { HTTP_DEFAULTS, parseAddress } from '../../../shared/scenario/http.ts'
import type { HttpOptions } from '../../../shared/scenario/http.ts'
import type { Clock } from '../clock.ts'
import type { HttpClient } from './client.ts'
import { createHttpClient } from './httpClient.ts'
import type { Origin } from './origin.ts'
import { GuardedResolver, matchesHost, plainHost } from './resolver.ts'
import type { HostOverride } from './resolver.ts'
import type { Proxy, TransportOptions } from './transport.ts'

/**
 * The client that a scenario's `target.http` describes.
 * @param allowedHosts names and addresses that load may go to
 * @throws HeadroomError FILE_UNREADABLE, CERTIFICATE_INVALID, PROXY_INVALID, HOSTS_INVALID
 */
export function createScenarioClient(
  clock: Clock,
  allowedHosts: readonly string[],
  http: HttpOptions = HTTP_DEFAULTS,
): HttpClient {
  const { ttlUs, select, policy } = http.dns
  const names = { keepMs: ttlUs / 1e3, select, policy }
  const resolver = new GuardedResolver(allowedHosts, lookup, names, Object.entries(http.hosts).map(overrideOf))
  return createHttpClient(clock, resolver, transportOf(http))
}

/** @throws HeadroomError see createScenarioClient */
export function transportOf(http: HttpOptions): TransportOptions {
  const { timeouts } = http
  const contextFor = secureContexts(http)
  // A file that is no certificate should stop the run before it starts, not fail every request.
  contextFor('')
  for (const { domains = [] } of http.tlsAuth) for (const domain of domains) contextFor(domain.replace('*', 'any'))
  const proxy = http.proxy === undefined ? undefined : proxyOf(http.proxy)
  const direct = http.noProxy.map(plainHost)
  return {
    http2: http.http2,
    reuse: !http.noConnectionReuse,
    connectTimeoutUs: timeouts.connectUs ?? Infinity,
    headersTimeoutUs: timeouts.headersUs ?? Infinity,
    bodyTimeoutUs: timeouts.bodyUs ?? Infinity,
    maxResponseBytes: http.maxResponseBytes ?? Infinity,
    verifiesCertificates: !http.insecureSkipTLSVerify,
    proxyFor: ({ hostname }: Origin) =>
      direct.some((pattern) => matchesHost(plainHost(hostname), pattern)) ? undefined : proxy,
    secureContext: contextFor,
  }
}

/** One context per set of client certificates: making one reads all authorities, which takes milliseconds. */
function secureContexts({ ca, tlsAuth, tlsVersion }: HttpOptions): (hostname: string) => SecureContext {
  const common: SecureContextOptions = {
    ...(ca.length > 0 && { ca: [...rootCertificates, ...ca.map((file) => readFile(file).toString())] }),
    ...(tlsVersion.min !== undefined && { minVersion: versionOf(tlsVersion.min) }),
    ...(tlsVersion.max !== undefined && { maxVersion: versionOf(tlsVersion.max) }),
    // OpenSSL takes the old versions only at its lowest level of security.
    ...(isOld(tlsVersion.min) && { ciphers: 'DEFAULT@SECLEVEL=0' }),
  }
  const byHost = new Map<string, SecureContext>()
  const byCertificate = new Map<string, SecureContext>()
  return (hostname) => {
    const known = byHost.get(hostname)
    if (known) return known
    const name = plainHost(hostname)
    const own = tlsAuth.find(({ domains }) => domains?.some((domain) => matchesHost(name, plainHost(domain))) ?? true)
    const key = own ? `${own.cert}\n${own.key}` : ''
    let context = byCertificate.get(key)
    if (!context) {
      context = contextOf(
        {
          ...common,
          ...(own && { cert: readFile(own.cert), key: readFile(own.key) }),
          ...(own?.password !== undefined && { passphrase: own.password }),
        },
        own?.cert ?? ca.join(', '),
      )
      byCertificate.set(key, context)
    }
    byHost.set(hostname, context)
    return context
  }
}

function contextOf(options: SecureContextOptions, files: string): SecureContext {
  try {
    return createSecureContext(options)
  } catch (cause) {
    throw new HeadroomError(
      {
        code: 'CERTIFICATE_INVALID',
        message: `${files}: certificate and key cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
        hint: 'They must be PEM files that belong together; a key that is encrypted needs its `password`.',
      },
      { cause },
    )
  }
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw scenarioFileUnreadable(file, cause)
  }
}

/** `tls1.2` as Node names it. */
function versionOf(version: string): SecureVersion {
  return version === 'tls1.0' ? 'TLSv1' : (version.replace('tls', 'TLSv') as SecureVersion)
}

function isOld(version: string | undefined): boolean {
  return version === 'tls1.0' || version === 'tls1.1'
}

function proxyOf(text: string): Proxy {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' || url.hostname === '') {
    throw new HeadroomError({
      code: 'PROXY_INVALID',
      message: 'target.http.proxy is not the URL of an HTTP proxy.',
      hint: 'Write it like http://proxy.example.com:3128; proxies that are reached by TLS or SOCKS are not supported.',
    })
  }
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || 80,
    authorization: user === ':' ? undefined : `Basic ${Buffer.from(user).toString('base64')}`,
  }
}

function overrideOf([name, address]: [string, string]): HostOverride {
  const [, hostname = name, port] = /^(.*?)(?::(\d{1,5}))?$/.exec(name) ?? []
  const to = parseAddress(address)
  if (!to) {
    throw new HeadroomError({
      code: 'HOSTS_INVALID',
      message: `target.http.hosts: \`${address}\` is not an address.`,
      hint: 'Write 127.0.0.1, 127.0.0.1:8443, ::1 or [::1]:8443.',
    })
  }
  return { hostname: plainHost(hostname), port: port === undefined ? undefined : Number(port), to }
}
