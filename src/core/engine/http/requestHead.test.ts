import { describe, expect, it } from 'vitest'
import type { HttpRequest } from './client.ts'
import { Origins } from './origin.ts'
import { encodeRequest, isHeaderValue } from './requestHead.ts'

const origin = new Origins().of(new URL('http://127.0.0.1:8080'))

function encode(change: Partial<HttpRequest>): ReturnType<typeof encodeRequest> {
  if (!origin) throw new Error('no origin')
  const request = { method: 'GET', path: '/', headers: [], body: undefined, timeoutUs: 1e6, encoded: undefined }
  return encodeRequest({ origin, ...request, ...change })
}

describe('encoding a request', () => {
  it('writes request line, host and headers, and leaves room for a cookie', () => {
    const encoded = encode({ path: '/a?b=1', headers: ['accept', '*/*', 'X-Tag', 'caf\xe9'] })
    expect(encoded).toEqual({
      head: 'GET /a?b=1 HTTP/1.1\r\nhost: 127.0.0.1:8080\r\naccept: */*\r\nX-Tag: caf\xe9\r\n',
      tail: '\r\n',
      whole: 'GET /a?b=1 HTTP/1.1\r\nhost: 127.0.0.1:8080\r\naccept: */*\r\nX-Tag: caf\xe9\r\n\r\n',
      body: undefined,
      bodyBytes: 0,
      saysLength: false,
      http2: undefined,
    })
  })

  it('sends a small ASCII body in one piece with the head', () => {
    expect(encode({ method: 'POST', body: '{"a":1}' })?.whole).toMatch(/\r\ncontent-length: 7\r\n\r\n\{"a":1\}$/)
  })

  it('measures a body in bytes, not in characters', () => {
    const encoded = encode({ method: 'POST', body: 'café €' })
    expect(encoded?.head).toContain('content-length: 9\r\n')
    expect(encoded).toMatchObject({ tail: '\r\n', body: 'café €', bodyBytes: 9 })
    expect(encode({ method: 'PUT', body: new Uint8Array(5) })?.head).toContain('content-length: 5\r\n')
  })

  it('sends a large body as a piece of its own', () => {
    const body = 'a'.repeat(20_000)
    expect(encode({ method: 'POST', body })).toMatchObject({ tail: '\r\n', body, bodyBytes: 20_000 })
  })

  it.each(['POST', 'PUT', 'PATCH'])('says that a %s has no body', (method) => {
    expect(encode({ method })?.whole).toContain('content-length: 0\r\n')
  })

  it.each(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('says nothing of a body that a %s does not have', (method) => {
    expect(encode({ method })?.whole).not.toContain('content-length')
  })

  it('lets a host header of the scenario take the place of its own', () => {
    const whole = encode({ headers: ['Host', 'shop.example'] })?.whole ?? ''
    expect(whole.match(/host: .*/gi)).toEqual(['host: shop.example'])
  })

  it.each([
    ['a line break in a value', { headers: ['x', '1\r\nx-injected: 1'] }],
    ['a bare LF in a value', { headers: ['x', '1\n2'] }],
    ['a bare CR in a value', { headers: ['x', '1\r2'] }],
    ['a NUL in a value', { headers: ['x', '1\0'] }],
    ['a character beyond Latin-1', { headers: ['x', '€'] }],
    ['a colon in a name', { headers: ['x:y', '1'] }],
    ['a line break in a name', { headers: ['x\r\ny', '1'] }],
    ['an empty name', { headers: ['', '1'] }],
    ['a length of its own', { headers: ['Content-Length', '5'] }],
    ['a transfer coding of its own', { headers: ['transfer-encoding', 'chunked'] }],
    ['a blank in the path', { path: '/a b' }],
    ['a line break in the path', { path: '/a HTTP/1.1\r\nx: y' }],
    ['a path beyond ASCII', { path: '/café' }],
    ['an empty path', { path: '' }],
    ['a line break in the method', { method: 'GET / HTTP/1.1\r\nx' }],
    ['an empty method', { method: '' }],
  ])('refuses %s', (_name, change) => {
    expect(encode(change)).toBeUndefined()
  })

  it('judges a cookie as any header value', () => {
    expect(isHeaderValue('a=1; b=caf\xe9')).toBe(true)
    expect(isHeaderValue('a=1\r\nx: 1')).toBe(false)
  })
})
