import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TlsOptions } from 'node:tls'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { HTTP_DEFAULTS } from '../../../shared/scenario/http.ts'
import type { HttpOptions } from '../../../shared/scenario/http.ts'
import { createMonotonicClock } from '../monotonicClock.ts'
import { CERTIFICATE, EXPIRED_CERTIFICATE, EXPIRED_KEY, KEY } from '../testing/certificate.ts'
import { begin, open, originOf } from './conformanceHarness.ts'
import type { Outcome } from './conformanceHarness.ts'
import { createScenarioClient } from './scenarioClient.ts'

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const succeeded = { failure: undefined, status: 200, body: 'ok' }

async function listen(server: Server): Promise<number> {
  const sockets: Socket[] = []
  server.on('connection', (socket: Socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function startTls(options: TlsOptions = {}): Promise<number> {
  const server = createTlsServer({ cert: CERTIFICATE, key: KEY, ...options }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(OK))
  })
  server.on('tlsClientError', () => {})
  return listen(server)
}

function fileOf(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'file.pem')
  writeFileSync(file, content)
  return file
}

async function ask(url: string, http: Partial<HttpOptions>, allowed = ['127.0.0.1', 'localhost']): Promise<Outcome> {
  const client = createScenarioClient(createMonotonicClock(), allowed, { ...HTTP_DEFAULTS, ...http })
  return begin(open(client, originOf(url)), { timeoutUs: 3e6 }).outcome
}

const trusting = (): Partial<HttpOptions> => ({ ca: [fileOf(CERTIFICATE)] })

describe('TLS as a scenario wants it', () => {
  it('trusts an authority of its own, and nobody else', async () => {
    const port = await startTls()
    expect(await ask(`https://127.0.0.1:${port}`, trusting())).toMatchObject(succeeded)
    expect(await ask(`https://127.0.0.1:${port}`, {})).toMatchObject({
      failure: 'certificate authority unknown',
      code: 1310,
    })
    expect(await ask(`https://127.0.0.1:${port}`, { insecureSkipTLSVerify: true })).toMatchObject(succeeded)
  })

  it('names a certificate that has expired, and one for another host', async () => {
    const port = await startTls({ cert: EXPIRED_CERTIFICATE, key: EXPIRED_KEY })
    expect(await ask(`https://127.0.0.1:${port}`, { ca: [fileOf(EXPIRED_CERTIFICATE)] })).toMatchObject({
      failure: 'certificate expired',
      code: 1300,
    })
    const other = await startTls()
    const http = { ...trusting(), hosts: { 'shop.example': '127.0.0.1' } }
    expect(await ask(`https://shop.example:${other}`, http, ['shop.example', '127.0.0.1'])).toMatchObject({
      failure: 'certificate for another host',
      code: 1311,
    })
  })

  it('shows a client certificate to the hosts that it is for', async () => {
    const port = await startTls({ requestCert: true, rejectUnauthorized: true, ca: CERTIFICATE, maxVersion: 'TLSv1.2' })
    const own = { cert: fileOf(CERTIFICATE), key: fileOf(KEY) }
    const url = `https://127.0.0.1:${port}`
    expect(await ask(url, { ...trusting(), tlsAuth: [own] })).toMatchObject(succeeded)
    expect(await ask(url, { ...trusting(), tlsAuth: [{ ...own, domains: ['127.0.0.1'] }] })).toMatchObject(succeeded)
    const elsewhere = await ask(url, { ...trusting(), tlsAuth: [{ ...own, domains: ['*.example'] }] })
    expect(elsewhere).toMatchObject({ status: 0, code: 1300 })
    expect(elsewhere.failure).toMatch(/^TLS alert: /)
  })

  it('names the alert of a server that wants another version, and keeps to its own lowest', async () => {
    const old = await startTls({ maxVersion: 'TLSv1.2' })
    const url = `https://127.0.0.1:${old}`
    expect(await ask(url, { ...trusting(), tlsVersion: { min: 'tls1.3', max: 'tls1.3' } })).toMatchObject({
      failure: 'TLS alert: protocol version',
      code: 1300,
    })
    expect(await ask(url, { ...trusting(), tlsVersion: { min: 'tls1.2' } })).toMatchObject(succeeded)
  })

  it('names a server that does not speak TLS, one that hangs up, and one that never shakes hands', async () => {
    const plain = await listen(
      createTcpServer((socket) => void socket.on('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
    )
    expect(await ask(`https://127.0.0.1:${plain}`, trusting())).toMatchObject({
      failure: 'not a TLS server',
      code: 1301,
    })
    const closing = await listen(createTcpServer((socket) => void socket.once('data', () => socket.end())))
    expect(await ask(`https://127.0.0.1:${closing}`, trusting())).toMatchObject({ code: 1040, status: 0 })
    const silent = await listen(createTcpServer(() => {}))
    const outcome = await ask(`https://127.0.0.1:${silent}`, { ...trusting(), timeouts: { connectUs: 100_000 } })
    expect(outcome).toMatchObject({ failure: 'connect timeout', code: 1211 })
    expect(outcome.totalUs).toBeLessThan(1e6)
  })

  it('refuses before the run what is no certificate, no proxy, no address and no file', () => {
    const make = (http: Partial<HttpOptions>) => () =>
      createScenarioClient(createMonotonicClock(), [], { ...HTTP_DEFAULTS, ...http })
    const nothing = fileOf('nothing')
    expect(make({ tlsAuth: [{ cert: nothing, key: nothing }] })).toThrow(/certificate and key cannot be used/)
    expect(make({ proxy: 'socks5://127.0.0.1:1' })).toThrow(/not the URL of an HTTP proxy/)
    expect(make({ hosts: { a: 'elsewhere' } })).toThrow(/`elsewhere` is not an address/)
    expect(make({ ca: ['/nowhere.pem'] })).toThrow(/no file .*nowhere\.pem/)
  })
})

describe('names as a scenario wants them', () => {
  it('reaches IPv6 by address, and by a name that is sent there', async () => {
    const server = createTcpServer((socket) => void socket.on('data', () => socket.write(OK)))
    server.listen(0, '::1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    expect(await ask(`http://[::1]:${port}`, { noConnectionReuse: true }, ['::1'])).toMatchObject(succeeded)
    const hosts = { '*.shop.example:80': `[::1]:${port}` }
    expect(await ask('http://api.shop.example', { noConnectionReuse: true, hosts }, ['::1'])).toMatchObject(succeeded)
  })

  it('lets an override lead only where load may go', async () => {
    const http = { hosts: { 'shop.example': '10.0.0.1' }, timeouts: { connectUs: 500_000 } }
    for (const allowed of [['127.0.0.1'], ['127.0.0.1', 'shop.example']]) {
      expect(await ask('http://shop.example', http, allowed)).toMatchObject({ failure: 'host not allowed', code: 1110 })
    }
  })
})

/** An HTTP proxy that notes what it is asked. */
async function startProxy(asked: string[], answer?: string): Promise<number> {
  const { connect } = await import('node:net')
  return listen(
    createTcpServer((socket) => {
      socket.once('data', (bytes: Buffer) => {
        const head = bytes.toString('latin1')
        asked.push(head)
        if (answer !== undefined) return void socket.end(answer)
        const [, port = ''] = /^CONNECT 127\.0\.0\.1:(\d+) /.exec(head) ?? []
        if (port === '') return void socket.write(OK)
        const up = connect(Number(port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
          socket.pipe(up)
          up.pipe(socket)
        })
        up.on('error', () => socket.destroy())
        socket.on('close', () => up.destroy())
      })
    }),
  )
}

describe('an HTTP proxy', () => {
  it('is asked for a tunnel to a TLS server, with user name and password', async () => {
    const asked: string[] = []
    const proxy = await startProxy(asked)
    const port = await startTls()
    const http = { ...trusting(), proxy: `http://ada:love%20lace@127.0.0.1:${proxy}` }
    expect(await ask(`https://127.0.0.1:${port}`, http)).toMatchObject(succeeded)
    expect(asked[0]).toBe(
      `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n` +
        `proxy-authorization: Basic ${Buffer.from('ada:love lace').toString('base64')}\r\n\r\n`,
    )
  })

  it('gets plain requests with their whole URL, and none for hosts that go without', async () => {
    const asked: string[] = []
    const proxy = await startProxy(asked)
    const http = { proxy: `http://127.0.0.1:${proxy}`, noConnectionReuse: true }
    expect(await ask('http://shop.example/', http, ['shop.example', '127.0.0.1'])).toMatchObject(succeeded)
    expect(asked[0]).toMatch(/^GET http:\/\/shop\.example\/ HTTP\/1\.1\r\nhost: shop\.example\r\n/)
    const port = await startTls()
    expect(await ask(`https://127.0.0.1:${port}`, { ...trusting(), ...http, noProxy: ['127.0.0.1'] })).toMatchObject(
      succeeded,
    )
    expect(asked).toHaveLength(1)
  })

  it('is named when it refuses, and does not lead where load may not go', async () => {
    const refusing = await startProxy([], 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n')
    const http = { proxy: `http://127.0.0.1:${refusing}` }
    expect(await ask('https://127.0.0.1:9', http)).toMatchObject({ failure: 'proxy refused', code: 1230 })
    expect(await ask('https://shop.example', http)).toMatchObject({ failure: 'host not allowed' })
  })
})
