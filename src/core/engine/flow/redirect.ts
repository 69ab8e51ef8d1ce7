import type { HttpRequest, HttpResult } from '../http/client.ts'
import type { Origin, Origins } from '../http/origin.ts'

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization'])
const BODY_HEADERS = new Set(['content-type', 'content-encoding', 'content-language', 'content-location'])

/**
 * The request that follows a redirect (RFC 9110 section 15.4, and the Fetch standard where it leaves a choice): a POST
 * that meets 301 or 302, and any method but GET and HEAD that meets 303, becomes a GET without a body; all else is repeated.
 * Credentials do not go to another host. Undefined when the response is no redirect that can be followed.
 */
export function redirectOf(request: HttpRequest, result: HttpResult, origins: Origins): HttpRequest | undefined {
  const { status } = result
  if (status !== 301 && status !== 302 && status !== 303 && status !== 307 && status !== 308) return undefined
  const location = result.header('location')
  const from = request.origin.text + request.path
  if (!location || !URL.canParse(location, from)) return undefined
  const url = new URL(location, from)
  const origin = origins.of(url)
  if (!origin) return undefined
  const { method } = request
  const becomesGet = status === 303 ? method !== 'HEAD' && method !== 'GET' : status < 303 && method === 'POST'
  return {
    method: becomesGet ? 'GET' : method,
    origin,
    path: url.pathname + url.search,
    headers: keepHeaders(request.headers, !becomesGet, mayKnowSecrets(request.origin, origin)),
    body: becomesGet ? undefined : request.body,
    timeoutUs: request.timeoutUs,
    encoded: undefined,
  }
}

/** The same host and port, or the same host by TLS instead of in the clear; never the other way round. */
function mayKnowSecrets(from: Origin, to: Origin): boolean {
  if (from === to) return true
  return from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:'
}

function keepHeaders(headers: readonly string[], withBody: boolean, sameHost: boolean): string[] {
  const kept: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? ''
    if ((!withBody && BODY_HEADERS.has(name)) || (!sameHost && SECRET_HEADERS.has(name))) continue
    kept.push(name, headers[index + 1] ?? '')
  }
  return kept
}
