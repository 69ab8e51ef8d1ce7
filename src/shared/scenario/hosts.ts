/** A host as guards list it: no scheme, port or path. IPv6 with or without brackets. */
export const HOST = /^(?:\[[0-9a-f:.]+\]|[0-9a-f:]*:[0-9a-f:.]+|[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?\.?)$/i

const URL_PARTS = /^https?:\/\/([^/?#]*)(?:[/?#]|$)/i
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i

/** What is wrong with where a URL points, in the form of an error. */
export interface HostFault {
  code: 'URL_INVALID' | 'GUARD_HOST'
  message: string
  hint: string
}

export function isAbsoluteUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text)
}

/** A WebSocket's URL as that of the HTTP request that opens it. */
export function httpUrl(url: string): string {
  return url.replace(/^ws(?=s?:)/i, 'http')
}

/**
 * Whether load may go where an absolute URL points: to loopback addresses always, elsewhere only to hosts that guards list.
 * The engine enforces the same after redirects and name resolution; this finds it before the run.
 */
export function hostFault(url: string, allowed: readonly string[] | undefined): HostFault | undefined {
  const authority = URL_PARTS.exec(url)?.[1]
  if (authority?.includes('@')) {
    const hint = 'Send an `authorization` header, with a value from ${secret:NAME}.'
    return { code: 'URL_INVALID', message: 'A URL with a user name or password is not sent.', hint }
  }
  const host = authority && AUTHORITY.exec(authority)?.[1]
  if (!host) {
    const hint = 'Write it like http://127.0.0.1:4700 or https://shop.example.com.'
    return { code: 'URL_INVALID', message: `\`${url}\` is not an http or https URL.`, hint }
  }
  const name = plainHost(host)
  if (isLoopback(name) || allowed?.some((one) => plainHost(one) === name)) return undefined
  const message = `Load may not go to \`${name}\`: guards.hosts does not list it.`
  return { code: 'GUARD_HOST', message, hint: `If you may load-test it: guards: { hosts: [${name}] }.` }
}

/** Where a scenario's load may go: what its guards list, and this machine itself always. */
export function allowedHosts({ hosts = [] }: { hosts?: readonly string[] }): string[] {
  return [...hosts, 'localhost', '127.0.0.1', '::1']
}

/** Schemes by which databases are reached. */
const DATABASE_SCHEMES = { postgres: /^postgres(?:ql)?:\/\//i, redis: /^rediss?:\/\//i } as const

/**
 * The same for what an observer looks at: a path of the target is always right; the URL of a database may hold user and password.
 * @param kind what kind of observer it is: `health`, `prometheus`, `postgres` or `redis`
 */
export function observationFault(
  kind: string,
  url: string,
  allowed: readonly string[] | undefined,
): HostFault | undefined {
  if (kind !== 'postgres' && kind !== 'redis') return isAbsoluteUrl(url) ? hostFault(url, allowed) : pathFault(url)
  const [scheme] = DATABASE_SCHEMES[kind].exec(url) ?? []
  if (scheme === undefined) {
    const example = kind === 'postgres' ? 'postgres://127.0.0.1:5432/app' : 'redis://127.0.0.1:6379'
    return {
      code: 'URL_INVALID',
      message: `This is not the URL of a ${kind === 'postgres' ? 'PostgreSQL database' : 'Redis server'}.`,
      hint: `Write it like ${example}, with the password from \${secret:NAME}.`,
    }
  }
  const [authority = '', ...rest] = url.slice(scheme.length).split('/')
  return hostFault(`http://${authority.slice(authority.lastIndexOf('@') + 1)}/${rest.join('/')}`, allowed)
}

function pathFault(path: string): HostFault | undefined {
  if (path.startsWith('/')) return undefined
  return {
    code: 'URL_INVALID',
    message: `\`${path}\` is neither a path nor a URL.`,
    hint: 'Write it like /api/health.',
  }
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)
}
