import { createHash, randomBytes } from 'node:crypto'

/** A server's wish to be answered by digest (RFC 7616), as far as it is needed to answer. */
export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  readonly algorithm: 'MD5' | 'SHA-256'
  readonly isSession: boolean
  readonly hasQop: boolean
}

export interface Credentials {
  readonly username: string
  readonly password: string
}

const PARAMETER = /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi

/** The first challenge of a www-authenticate header that we can answer; undefined when there is none. */
export function parseChallenge(header: string | undefined): DigestChallenge | undefined {
  const start = /(?:^|,\s*)digest\s+/i.exec(header ?? '')
  if (!start || header === undefined) return undefined
  const values = new Map<string, string>()
  for (const [, name = '', quoted, plain = ''] of header.slice(start.index + start[0].length).matchAll(PARAMETER)) {
    const key = name.toLowerCase()
    // A second realm begins another challenge.
    if (values.has(key)) break
    values.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain)
  }
  const [, name = '', session] = /^(MD5|SHA-256)(-sess)?$/i.exec(values.get('algorithm') ?? 'MD5') ?? []
  const nonce = values.get('nonce')
  const qop = values.get('qop')
  const knowsAuth = qop === undefined || qop.split(/\s*,\s*/).includes('auth')
  if (name === '' || nonce === undefined || !knowsAuth) return undefined
  return {
    realm: values.get('realm') ?? '',
    nonce,
    opaque: values.get('opaque'),
    algorithm: name.toUpperCase() as DigestChallenge['algorithm'],
    isSession: session !== undefined,
    hasQop: qop !== undefined,
  }
}

/**
 * Value of the authorization header for one request.
 * @param count how often this nonce was used, this time included
 */
export function digestOf(
  challenge: DigestChallenge,
  { username, password }: Credentials,
  method: string,
  path: string,
  count: number,
  clientNonce = randomBytes(8).toString('hex'),
): string {
  const { realm, nonce, opaque, algorithm, isSession, hasQop } = challenge
  const hash = (text: string): string =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex')
  const uses = count.toString(16).padStart(8, '0')
  const plain = hash(`${username}:${realm}:${password}`)
  const secret = isSession ? hash(`${plain}:${nonce}:${clientNonce}`) : plain
  const asked = hash(`${method}:${path}`)
  const response = hasQop
    ? hash(`${secret}:${nonce}:${uses}:${clientNonce}:auth:${asked}`)
    : hash(`${secret}:${nonce}:${asked}`)
  const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  return [
    `Digest username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(path)}`,
    `algorithm=${algorithm}${isSession ? '-sess' : ''}`,
    `response="${response}"`,
    ...(hasQop ? ['qop=auth', `nc=${uses}`, `cnonce="${clientNonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ].join(', ')
}
