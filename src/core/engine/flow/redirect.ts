import type { HttpRequest, HttpResult } from '../http/client.ts'
import type { Origins } from '../http/origin.ts'

/** k6's default. */
export const MAX_REDIRECTS = 10

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization'])
const BODY_HEADERS = new Set(['content-type', 'content-encoding', 'content-language', 'content-location'])

/**
 * The request that follows a redirect (RFC 9110, 15.4): 301, 302 and 303 become a GET without a body (HEAD stays HEAD), 307 and 308 repeat
 * the request; credentials do not go to another host. Undefined when the response is no redirect.
 */
export function redirectOf(request: HttpRequest, result: HttpResult, origins: Origins): HttpRequest | undefined {
  const { status } = result
  if (status < 301 || status > 308 || (status > 303 && status < 307)) return undefined
  const location = result.header('location')
  const from = request.origin.text + request.path
  if (!location || !URL.canParse(location, from)) return undefined
  const url = new URL(location, from)
  const origin = origins.of(url)
  if (!origin) return undefined
  const repeats = status >= 307
  return {
    method: repeats || request.method === 'HEAD' ? request.method : 'GET',
    origin,
    path: url.pathname + url.search,
    headers: keepHeaders(request.headers, repeats, origin.hostname === request.origin.hostname),
    body: repeats ? request.body : undefined,
    timeoutUs: request.timeoutUs,
    encoded: undefined,
  }
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
