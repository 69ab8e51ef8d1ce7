import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import { CERTIFICATE } from '../testing/certificate.ts'
import { playRealRun } from '../testing/realRun.ts'
import type { RunLog } from '../testing/runLog.ts'
import { SocketServers } from '../testing/socketServers.ts'
import { TestServers } from '../testing/servers.ts'
import { prepareFile, prepareYaml } from '../testing/yamlScenario.ts'

const servers = new SocketServers()
const others = new TestServers()

afterEach(() => {
  servers.closeAll()
  others.closeAll()
})

/** A session at /ws with these actions. */
const session = (actions: string, more = '') => `    - websocket: /ws
      name: chat
${more}      actions:
${actions
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}`

const play = (url: string, actions: string, more = '', load = ''): Promise<RunLog> =>
  playRealRun(prepareYaml(url, session(actions, more), load))

const sum = (log: RunLog, metric: string, tags = {}): number => log.total(metric, tags).sum

function checksOf(log: RunLog): Record<string, boolean> {
  const names = log.series.filter(({ metric }) => metric === 'checks').map(({ tags }) => tags['check'] ?? '')
  return Object.fromEntries(names.map((name) => [name.replace('chat: ', ''), sum(log, 'checks', { check: name }) > 0]))
}

function failure(log: RunLog) {
  return log.exemplars.find(({ kind }) => kind === 'failed')
}

const echo = (socket: WebSocket): void => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
}

describe('a WebSocket session', () => {
  it('connects with headers, query, cookies and subprotocols, and counts k6’s metrics', async () => {
    let seen: { url: string; header: string; protocol: string } | undefined
    const url = await servers.start(
      (socket, request) => {
        seen = { url: request.url ?? '', header: String(request.headers['x-user']), protocol: socket.protocol }
        echo(socket)
      },
      { protocols: ['v2'] },
    )
    const log = await play(
      url,
      `- send: hello {{vu}}
- expect: { text: hello 1 }
- send: { json: { type: ask, n: '{{vu}}' } }
- expect: { json: { $.type: ask, $.n: 1 } }
  extract: { kind: $.type }
- send: { base64: AAEC }
- expect: { binary: 3 }
- think: 20ms
- ping: 2s
- send: '{{kind}}'
- expect: { text: { matches: '^as.$' } }
- close: 1000`,
      `      headers: { x-user: 'u{{vu}}' }
      query: { room: a b }
      protocols: [v1, v2]
      tags: { area: chat }
`,
    )
    expect(seen).toEqual({ url: '/ws?room=a%20b', header: 'u1', protocol: 'v2' })
    expect(Object.values(checksOf(log))).toEqual([true, true, true, true, true, true])
    expect(sum(log, 'ws_sessions', { step: 'chat', area: 'chat' })).toBe(1)
    expect(sum(log, 'ws_msgs_sent')).toBe(4)
    expect(sum(log, 'ws_msgs_received')).toBe(4)
    expect(log.total('ws_connecting', {}).count).toBe(1)
    expect(log.total('ws_ping', {}).count).toBe(1)
    expect(log.total('ws_session_duration', {}).min).toBeGreaterThan(20_000)
    expect(log.total('ws_failed', {})).toMatchObject({ count: 1, sum: 0 })
    expect(sum(log, 'data_sent')).toBeGreaterThan(200)
    expect(sum(log, 'data_received')).toBeGreaterThan(100)
    expect(sum(log, 'http_reqs')).toBe(0)
    expect(sum(log, 'iterations')).toBe(1)
  })

  it('keeps messages that come early or in another order, and says what it saw when none fits', async () => {
    const url = await servers.start((socket) => {
      socket.send('{"type":"b"}')
      socket.send('{"type":"a"}')
    })
    const log = await play(
      url,
      `- think: 50ms
- expect: { json: { $.type: a } }
- expect: { json: { $.type: b } }
- expect: { json: { $.type: c } }
  within: 50ms`,
    )
    expect(Object.values(checksOf(log))).toEqual([true, true, false])
    expect(failure(log)?.checks).toEqual([
      {
        name: 'chat: receive JSON with $.type is "c"',
        expected: 'receive JSON with $.type is "c"',
        where: 'messages',
        actual: 'nothing like it came within the time; no message is left unread',
      },
    ])
    expect(sum(log, 'ws_failed')).toBe(0)
  })

  it('repeats actions a number of times, and for a time', async () => {
    const url = await servers.start(echo)
    const log = await play(
      url,
      `- repeat: 5
  actions:
    - send: a
    - expect: { text: a }
- repeat: 100ms
  actions:
    - think: 30ms
    - send: b`,
    )
    expect(sum(log, 'checks')).toBe(5)
    expect(sum(log, 'ws_msgs_sent')).toBeGreaterThanOrEqual(7)
    expect(sum(log, 'ws_msgs_sent')).toBeLessThanOrEqual(9)
  })

  it('does not hold up the worker with rounds that never wait, nor fill the memory', async () => {
    const url = await servers.start(() => {})
    const log = await play(url, `- repeat: 300ms\n  actions: [{ send: '${'x'.repeat(50_000)}' }]`)
    expect(sum(log, 'ws_failed')).toBe(0)
    expect(sum(log, 'ws_msgs_sent')).toBeGreaterThan(10)
    expect(Math.max(...log.windows.map(({ self }) => self.loopDelayMaxUs))).toBeLessThan(250_000)
  })

  it.each([
    [1000, 'right', '{ close: 1000 }', true, 0],
    [4001, 'one of two', '{ close: [1000, 4001] }', true, 0],
    [1011, 'another', '{ close: 1000 }', false, 1],
  ])('waits for the server to close with %d: %s', async (code, _what, wanted, holds, failed) => {
    const url = await servers.start((socket) => socket.close(code, 'bye'))
    const log = await play(url, `- expect: ${wanted}`)
    expect(Object.values(checksOf(log))).toEqual([holds])
    expect(sum(log, 'ws_failed')).toBe(failed)
    if (!holds) expect(failure(log)?.checks[0]?.actual).toBe('closed with code 1011 (bye)')
  })
})

describe('a session over TLS', () => {
  const actions = `- send: hello
- expect: { text: hello }
- ping: 2s
- close: 1000`
  const start = () => servers.start(echo, { isSecure: true })
  const playWith = (url: string, http: string, target = '/ws'): Promise<RunLog> =>
    playRealRun(
      prepareFile(`headroom: 1
name: Test
target: { baseUrl: "${url}", timeout: 20s, http: { ${http} } }
load: { main: { executor: shared-iterations, maxDuration: 60s } }
flows:
  main:
${session(actions).replace('/ws', target)}`),
    )

  it.each([
    ['the authority that the file names', () => `ca: ${authorityFile()}`],
    ['insecureSkipTLSVerify', () => 'insecureSkipTLSVerify: true'],
  ])('opens by %s, for a path and for a wss URL, and counts all metrics', async (_what, http) => {
    const url = await start()
    for (const target of ['/ws', `${url.replace('https:', 'wss:')}/ws`]) {
      const log = await playWith(url, http(), target)
      expect(log.total('ws_failed', {})).toMatchObject({ count: 1, sum: 0 })
      expect(Object.values(checksOf(log))).toEqual([true, true])
      expect(sum(log, 'ws_sessions')).toBe(1)
      expect(sum(log, 'ws_msgs_received')).toBe(1)
      expect(log.total('ws_connecting', {}).min).toBeGreaterThan(0)
      expect(log.total('ws_ping', {}).count).toBe(1)
    }
  })

  it('does not open when no authority vouches for the certificate', async () => {
    const log = await playWith(await start(), 'http2: true')
    expect(sum(log, 'ws_failed', { error_code: '1310', error: 'certificate authority unknown' })).toBe(1)
    expect(sum(log, 'ws_sessions')).toBe(0)
    expect(log.total('checks', {})).toMatchObject({ count: 2, sum: 0 })
  })
})

/** The test certificate, as a file of the scenario. */
function authorityFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-wss-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'authority.pem')
  writeFileSync(file, CERTIFICATE)
  return file
}

describe('sessions that fail', () => {
  const wait = '- expect: { text: never }\n  within: 5s'

  it.each<[string, (socket: WebSocket) => void, number, string]>([
    ['a close in the middle', (socket) => socket.close(1001, 'restart'), 1821, 'code 1001 (restart)'],
    ['an end without a close frame', (socket) => socket.terminate(), 1040, 'code 1006'],
    ['a message beyond the limit', (socket) => socket.send('x'.repeat(5000)), 1822, 'too large'],
  ])('by %s', async (_what, act, code, detail) => {
    const url = await servers.start(act)
    const log = await play(url, wait, '      maxMessage: 1kB\n')
    expect(sum(log, 'ws_failed', { error_code: String(code) })).toBe(1)
    expect(failure(log)?.error?.message.toLowerCase()).toContain(detail.toLowerCase())
    expect(checksOf(log)).toEqual({ 'receive text that is "never"': false })
    expect(sum(log, 'ws_sessions')).toBe(1)
  })

  it('by a status that is no handshake, whose checks then fail', async () => {
    const url = await others.http((_request, response) => response.writeHead(403).end('no'))
    const log = await play(url, wait)
    expect(sum(log, 'ws_failed', { error_code: '1403', error: 'status 403' })).toBe(1)
    expect(sum(log, 'ws_sessions')).toBe(0)
    expect(failure(log)?.error?.message).toContain('answered with status 403')
    expect(log.total('checks', {})).toMatchObject({ count: 1, sum: 0 })
  })

  it('by a port on which nothing listens, with k6’s code', async () => {
    const log = await play(await others.closedPort(), wait)
    expect(sum(log, 'ws_failed', { error_code: '1212' })).toBe(1)
  })

  it('by a certificate that no authority vouches for', async () => {
    const url = await others.https((_request, response) => response.end())
    const log = await play(url, wait)
    expect(sum(log, 'ws_failed', { error_code: '1310' })).toBe(1)
  })

  it('by a server that never answers, within the time', async () => {
    const url = await others.tcp(() => {})
    const log = await play(url, wait, '      timeout: 200ms\n')
    expect(sum(log, 'ws_failed', { error_code: '1050' })).toBe(1)
  })

  it('by a host that the guards do not list', async () => {
    const prepared = prepareYaml(
      'http://127.0.0.1:9',
      session(wait).replace('/ws', 'ws://{{host}}/ws'),
      'variables: { host: 10.255.255.1 }',
    )
    const log = await playRealRun(prepared)
    expect(sum(log, 'ws_failed', { error: 'host not allowed' })).toBe(1)
  })

  it.each([
    [
      'a wrong accept key',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n',
    ],
    ['garbage', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ])('by %s', async (_what, answer) => {
    const url = await others.tcp((socket) => socket.once('data', () => socket.write(answer)))
    const log = await play(url, wait)
    expect(log.total('ws_failed', {})).toMatchObject({ count: 1, sum: 1 })
    const code = log.series.find(({ metric, tags }) => metric === 'ws_failed' && tags['error_code'])?.tags['error_code']
    expect(['1820', '1030']).toContain(code)
  })

  it('by a pong that does not come', async () => {
    const url = await servers.start((socket) => {
      // No pong: the library would answer by itself.
      socket.pong = () => {}
    })
    const log = await play(url, '- ping: 100ms\n- send: on')
    expect(checksOf(log)).toEqual({ 'receive a pong': false })
    expect(sum(log, 'ws_failed')).toBe(0)
    expect(sum(log, 'ws_msgs_sent')).toBe(1)
  })

  it('by a variable that has no value', async () => {
    const url = await servers.start(echo)
    const log = await play(url, "- send: '{{nothing}}'")
    expect(sum(log, 'ws_failed', { error_code: '1900' })).toBe(1)
  })
})

/** How many sessions a server has open, and had at most. */
class OpenSessions {
  now = 0
  most = 0

  readonly count = (socket: WebSocket): void => {
    this.most = Math.max(this.most, ++this.now)
    socket.on('close', () => this.now--)
    echo(socket)
  }

  async allClosed(): Promise<boolean> {
    for (let time = 0; this.now > 0 && time < 200; time++) await later(20)
    return this.now === 0
  }
}

describe('many sessions', () => {
  it('holds a thousand open at once in one worker', async () => {
    const open = new OpenSessions()
    const url = await servers.start(open.count)
    const load = 'load: { main: { executor: per-vu-iterations, vus: 1000, iterations: 1, maxDuration: 60s } }'
    const log = await play(url, '- send: hi\n- expect: { text: hi }\n  within: 30s\n- think: 12s', '', load)
    expect(open.most).toBe(1000)
    expect(sum(log, 'ws_sessions')).toBe(1000)
    expect(log.total('checks', {})).toMatchObject({ count: 1000, sum: 1000 })
    expect(log.total('ws_failed', {})).toMatchObject({ count: 1000, sum: 0 })
    expect(await open.allClosed()).toBe(true)
  }, 60_000)

  it('pass the ceiling on requests like requests do', async () => {
    const url = await servers.start(echo)
    const load = 'load: { main: { executor: per-vu-iterations, vus: 6, iterations: 1 } }\nguards: { maxRps: 20 }'
    const log = await play(url, '- send: a', '', load)
    expect(sum(log, 'ws_sessions')).toBe(6)
    expect(log.total('budget_wait', { step: 'chat' }).count).toBe(6)
    expect(log.total('budget_wait', {}).max).toBeGreaterThan(100_000)
  })

  it('closes those that are open when their users are stopped', async () => {
    const open = new OpenSessions()
    const url = await servers.start(open.count)
    const load = 'load: { main: { executor: constant-vus, vus: 20, duration: 1s, gracefulStop: 0s } }'
    const log = await play(url, '- think: 60s', '', load)
    expect(open.most).toBe(20)
    expect(await open.allClosed()).toBe(true)
    expect(log.total('ws_failed', {}).count).toBe(0)
  })
})
