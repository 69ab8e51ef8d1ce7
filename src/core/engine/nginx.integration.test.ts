import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { HTTP_DEFAULTS } from '../../shared/scenario/http.ts'
import type { HttpOptions } from '../../shared/scenario/http.ts'
import { CERTIFICATE, KEY } from './testing/certificate.ts'
import { accepts, freePort } from './testing/ports.ts'
import { playRealRun } from './testing/realRun.ts'
import type { RunLog } from './testing/runLog.ts'
import { prepareYaml } from './testing/yamlScenario.ts'

/** A second opinion beside servers of our own: nginx as Debian packages it. */
const hasNginx = spawnSync('nginx', ['-v']).error === undefined
const BROTLI = '/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so'
const hasBrotli = hasNginx && existsSync(BROTLI)
if (!hasNginx) process.stderr.write('nginx is not installed: its tests are left out (apt-get install nginx-light).\n')
else if (!hasBrotli)
  process.stderr.write('nginx has no brotli module: that test is left out (libnginx-mod-http-brotli-filter).\n')

let folder = ''
let nginx: ChildProcess | undefined
let echo: WebSocketServer | undefined
let http = ''
let https = ''

function configuration(plain: number, secure: number, up: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  return `${hasBrotli ? `load_module ${BROTLI};` : ''}
daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1000; }
http { access_log off; ${temporary}
  keepalive_requests 10;
  gzip on; gzip_min_length 1; gzip_types application/json;
  ${hasBrotli ? 'brotli on; brotli_min_length 1; brotli_types application/json;' : ''}
  ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
  server { listen 127.0.0.1:${plain}; listen 127.0.0.1:${secure} ssl http2;
    location / { default_type application/json; root ${folder}/www; index index.json; }
    location /moved { return 302 /; }
    location /socket { proxy_pass http://127.0.0.1:${up}; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; } } }
`
}

describe.skipIf(!hasNginx)('against nginx', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-nginx-'))
    const www = join(folder, 'www')
    spawnSync('mkdir', ['-p', www])
    spawnSync('chmod', ['-R', 'a+rX', folder])
    writeFileSync(join(folder, 'cert.pem'), CERTIFICATE)
    writeFileSync(join(folder, 'key.pem'), KEY)
    writeFileSync(join(www, 'index.json'), JSON.stringify({ ok: true, text: 'hello '.repeat(500) }))
    echo = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(echo, 'listening')
    echo.on('connection', (socket) => {
      socket.on('error', () => {})
      socket.on('message', (data, isBinary) => socket.send(data as Buffer, { binary: isBinary }))
    })
    const [plain, secure] = [await freePort(), await freePort()]
    const file = join(folder, 'nginx.conf')
    writeFileSync(file, configuration(plain, secure, (echo.address() as AddressInfo).port))
    nginx = spawn('nginx', ['-c', file, '-p', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    for (let attempt = 0; attempt < 100 && !(await accepts(plain)); attempt++) await later(50)
    http = `http://127.0.0.1:${plain}`
    https = `https://127.0.0.1:${secure}`
  })

  afterAll(async () => {
    echo?.close()
    for (const socket of echo?.clients ?? []) socket.terminate()
    if (nginx) {
      const gone = once(nginx, 'exit')
      nginx.kill('SIGTERM')
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  })

  /** 25 iterations, which is more than nginx takes on one connection. */
  function play(url: string, steps: string, change: Partial<HttpOptions> = {}): Promise<RunLog> {
    const prepared = prepareYaml(url, steps)
    const { scenario } = prepared
    const options = { ...HTTP_DEFAULTS, insecureSkipTLSVerify: true, ...change }
    const common = { flow: 'main', startTimeUs: 0, gracefulStopUs: 1e6, tags: {}, env: {} }
    const main = { ...common, executor: 'per-vu-iterations' as const, vus: 1, iterations: 25, maxDurationUs: 20e6 }
    return playRealRun({
      ...prepared,
      scenario: { ...scenario, load: { main }, target: { ...scenario.target, http: options } },
    })
  }

  const handshakes = (log: RunLog): number => log.total('http_req_connecting', {}).sum
  const step = (headers: string) => `    - { get: /, ${headers}expect: { status: 200, json: { $.ok: true } } }`

  it.each([
    ['HTTP/1.1', () => http, true],
    ['HTTP/1.1 over TLS', () => https, false],
    ['HTTP/2 over TLS', () => https, true],
  ])('the same scenario holds over %s, across connections that nginx ends', async (_name, url, http2) => {
    const log = await play(url(), `${step('')}\n    - { get: /moved }`, { http2 })
    expect(log.total('http_reqs', {}).sum).toBe(75)
    expect(log.total('http_req_failed', {}).sum).toBe(0)
    expect(log.total('checks', {})).toMatchObject({ count: 50, sum: 50 })
    expect(handshakes(log)).toBeGreaterThan(0)
  })

  it.each([
    ['gzip', true],
    ['br', hasBrotli],
  ])('reads what nginx compresses with %s', async (coding, isThere) => {
    if (!isThere) return
    const plain = await play(http, step(''))
    for (const url of [http, https]) {
      const log = await play(url, step(`headers: { accept-encoding: ${coding} }, `))
      expect(log.total('checks', {})).toMatchObject({ count: 50, sum: 50 })
      expect(log.total('data_received', {}).sum).toBeLessThan(plain.total('data_received', {}).sum / 2)
    }
  })

  it('holds WebSocket sessions through its proxy', async () => {
    for (const url of [http, https]) {
      const log = await play(
        url,
        '    - websocket: /socket\n      actions: [{ send: hello }, { expect: { text: hello } }, { close: 1000 }]',
      )
      expect(log.total('ws_sessions', {}).sum).toBe(25)
      expect(log.total('checks', {}).sum).toBe(log.total('checks', {}).count)
    }
  })
})
