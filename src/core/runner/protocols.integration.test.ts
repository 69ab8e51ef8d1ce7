import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileWith } from '../../shared/scenario/testing/marked.ts'
import { CERTIFICATE, KEY } from '../engine/testing/certificate.ts'
import { playRealRun } from '../engine/testing/realRun.ts'
import type { RunLog } from '../engine/testing/runLog.ts'
import { prepareOf } from '../engine/testing/scenarios.ts'
import { loadScenario } from './loadScenario.ts'

const docs = readFileSync(new URL('../../../docs/protocols.md', import.meta.url), 'utf8')
const examples = [...docs.matchAll(/^## ([^\n]+)\n.*?(?=^## |$(?![\s\S]))/gms)].flatMap(([section = '', title = '']) =>
  [...section.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => ({ title, text })),
)

const LOAD = 'load: { main: { executor: per-vu-iterations, vus: 1, iterations: 2 } }'
const UPLOAD_BYTES = 3_000_000

interface Seen {
  path: string
  version: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  bytes: number
  socket: unknown
}

let folder = ''
let baseUrl = ''
let proxyUrl = ''
let tunnels = 0
/** Of the clients' certificates, per connection. */
const subjects: string[] = []
const seen: Seen[] = []
const sockets = new Set<Socket>()
const closers: (() => void)[] = []

function answer(request: Http2ServerRequest, response: Http2ServerResponse, bytes: number): void {
  const { url: path, headers, httpVersion: version } = request
  seen.push({
    path,
    version,
    headers,
    bytes,
    socket: version === '2.0' ? request.stream.session : request.socket,
  })
  const authorization = headers['authorization'] ?? ''
  const refuse = (challenge: string): void => void response.writeHead(401, { 'www-authenticate': challenge }).end()
  if (path === '/redirect') return void response.writeHead(302, { location: '/' }).end()
  if (path === '/basic' && authorization !== `Basic ${Buffer.from('ada:lovelace').toString('base64')}`)
    return refuse('Basic')
  if (path === '/bearer' && authorization !== 'Bearer abc') return refuse('Bearer')
  if (path === '/open' && authorization !== '') return refuse('None')
  if (path === '/digest' && !isDigest(authorization))
    return refuse('Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256')
  if (path === '/compressed')
    return void response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('hello'))
  response.writeHead(path === '/upload' ? 201 : 200).end('ok')
}

/** As RFC 7616 section 3.4 has it, written once more. */
function isDigest(authorization: string): boolean {
  const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(authorization)?.[1] ?? ''
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
  const [user, asked] = [hash('ada:r:lovelace'), hash('GET:/digest')]
  return field('response') === hash([user, 'n', field('nc'), field('cnonce'), 'auth', asked].join(':'))
}

async function listen(server: {
  listen(port: number, host: string, done: () => void): unknown
  address(): unknown
  close(): unknown
  on(event: 'connection', listener: (socket: Socket) => void): unknown
}): Promise<number> {
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-protocols-'))
  const files = {
    'certs/ca.pem': CERTIFICATE,
    'certs/client.pem': CERTIFICATE,
    'certs/client-key.pem': KEY,
    'files/report.pdf': Buffer.alloc(UPLOAD_BYTES, 'x'),
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  const tls = { cert: CERTIFICATE, key: KEY, allowHTTP1: true, requestCert: true, rejectUnauthorized: false }
  const server = createSecureServer(tls, (request, response) => {
    let bytes = 0
    request.on('data', (piece: Buffer) => (bytes += piece.length))
    request.on('end', () => answer(request, response, bytes))
  })
  server.on('secureConnection', (socket) => {
    const { subject } = socket.getPeerCertificate() as { subject?: { CN: string } }
    if (subject) subjects.push(subject.CN)
  })
  baseUrl = `https://127.0.0.1:${await listen(server)}`
  const proxy = createServer((socket) => {
    socket.once('data', (head: Buffer) => {
      tunnels++
      const port = Number(/^CONNECT 127\.0\.0\.1:(\d+)/.exec(head.toString())?.[1])
      const up = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(up).pipe(socket)
      })
      up.on('error', () => socket.destroy())
    })
  })
  proxyUrl = `http://127.0.0.1:${await listen(proxy)}`
})

afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const close of closers) close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs sections of a scenario file, in the place of those of a small one, as one worker does. */
async function run(text: string): Promise<RunLog> {
  seen.length = 0
  subjects.length = 0
  tunnels = 0
  const sections = text.split(/^(?=\w)/m).map((section) => [section.slice(0, section.indexOf(':')), section.trimEnd()])
  const file = fileWith({ load: LOAD, ...Object.fromEntries(sections) } as Record<string, string>)
  // A name instead of the address, where the example gives one an address.
  const url = text.includes('localhost: 127.0.0.1') ? baseUrl.replace('127.0.0.1', 'localhost') : baseUrl
  const env = { BASE_URL: url, PROXY: proxyUrl }
  const { loaded, problems } = await loadScenario({
    text: file,
    file: join(folder, 'test.headroom.yaml'),
    env,
    secrets: {},
  })
  expect(problems).toEqual([])
  if (!loaded) throw new Error('not loaded')
  return playRealRun(prepareOf(loaded.scenario))
}

describe('docs/protocols.md', () => {
  it.each(examples)('holds an example that works: $title', async ({ text }) => {
    const log = await run(text)
    expect(log.total('http_reqs', {}).sum).toBeGreaterThanOrEqual(2)
    expect(log.total('http_req_failed', {}).sum).toBe(0)
    expect(log.total('checks', {}).sum).toBe(log.total('checks', {}).count)
  })
})

const insecure = (more: string, rest = '') =>
  `target: { baseUrl: '\${BASE_URL:-https://127.0.0.1:1}', http: { insecureSkipTLSVerify: true, ${more} } }\n${rest}`

describe('what a scenario says of its connections', () => {
  it('speaks HTTP/2 on one connection, and HTTP/1.1 on request', async () => {
    await run(insecure('http2: true'))
    expect(seen.map(({ version }) => version)).toEqual(['2.0', '2.0'])
    expect(new Set(seen.map(({ socket }) => socket)).size).toBe(1)
    await run(insecure('http2: false'))
    expect(seen.map(({ version }) => version)).toEqual(['1.1', '1.1'])
    expect(new Set(seen.map(({ socket }) => socket)).size).toBe(1)
  })

  it('opens connections for each request, or for each iteration', async () => {
    const twice = 'flows: { main: [{ get: /a }, { get: /b }] }'
    const perRequest = await run(insecure('noConnectionReuse: true, http2: false', twice))
    expect(new Set(seen.map(({ socket }) => socket)).size).toBe(4)
    expect(seen[0]?.headers).toMatchObject({ connection: 'close' })
    expect(perRequest.total('http_req_tls_handshaking', {}).min).toBeGreaterThan(0)
    await run(insecure('noVUConnectionReuse: true', twice))
    expect(new Set(seen.map(({ socket }) => socket)).size).toBe(2)
  })

  it('shows a client certificate, goes through the proxy, and uploads by stream', async () => {
    const example = (title: string) => examples.find((each) => each.title === title)?.text ?? ''
    await run(example('TLS'))
    expect(subjects).toEqual(['localhost'])
    await run(example('Proxy'))
    expect(tunnels).toBe(1)
    await run(example('Uploads'))
    expect(seen[0]?.bytes).toBeGreaterThan(UPLOAD_BYTES)
    expect(seen[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(seen[0]?.headers['content-length']).toBe(String(seen[0]?.bytes))
  })

  it('answers one digest challenge per server, and tells ahead from then on', async () => {
    const digest = 'flows: { main: [{ get: /digest, auth: { digest: { username: ada, password: lovelace } } }] }'
    const log = await run(insecure('http2: true', digest))
    expect(seen).toHaveLength(3)
    expect(log.total('http_reqs', { status: '401', expected_response: 'true' }).sum).toBe(1)
    const wrong = await run(insecure('http2: true', digest.replace('lovelace', 'byron')))
    expect(wrong.total('http_req_failed', { status: '401', error_code: '1401' }).sum).toBe(2)
  })

  it('refuses a header injection in the value of a template', async () => {
    const log = await run(
      insecure(
        'http2: true',
        'variables: { evil: "1\\r\\nx-injected: 1" }\nflows: { main: [{ get: /, headers: { x-tag: "{{evil}}" } }] }',
      ),
    )
    expect(seen).toHaveLength(0)
    expect(log.total('http_req_failed', { error: 'invalid request', error_code: '1021' }).sum).toBe(2)
  })

  it('says where and why a file cannot be used', async () => {
    await expect(run(insecure('ca: nowhere.pem'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    const upload = 'flows: { main: [{ post: /upload, multipart: { document: { file: nowhere.pdf } } }] }'
    await expect(run(insecure('http2: true', upload))).rejects.toThrow(/no file .*nowhere\.pdf/)
  })
})
