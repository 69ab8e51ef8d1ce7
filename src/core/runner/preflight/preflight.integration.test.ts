import { type RequestListener, createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, type Server, createServer as createTcpServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PreflightReport } from '../../../shared/preflight.ts'
import { parseScenario } from '../../../shared/scenario/parse.ts'
import { CERTIFICATE, KEY } from '../../engine/testing/certificate.ts'
import { type PreflightOptions, preflight } from './preflight.ts'

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
  })
  return (server.address() as AddressInfo).port
}

async function served(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(listener))}`
}

async function look(baseUrl: string, more = '', options: Partial<PreflightOptions> = {}): Promise<PreflightReport> {
  const text = `headroom: 1
name: x
target: { baseUrl: "${baseUrl}" }
flows:
  main:
    - { get: /read, name: read, tags: { operation: READ } }
    - { post: /save, name: save, tags: { operation: WRITE } }
    - { group: g, steps: [{ put: /profile, name: profile, tags: { operation: WRITE } }, { think: 1s }] }
load: { one: { executor: constant-vus, vus: 2, duration: 10s } }
${more}`
  const { scenario, problems } = parseScenario(text)
  if (scenario === undefined) throw new Error(JSON.stringify(problems))
  return preflight(scenario, { workers: 1, ...options })
}

function of(report: PreflightReport, check: string) {
  return report.findings.filter((finding) => finding.check === check).map(({ level, text }) => [level, text])
}

describe('the look before a run', () => {
  test('of a target that answers is ready, and asks little', async () => {
    const asked: string[] = []
    const report = await look(
      await served((request, response) => {
        asked.push(`${request.method} ${request.url}`)
        response.end()
      }),
    )
    expect(report.verdict).toBe('ready')
    expect(of(report, 'connection')).toEqual([['ok', expect.stringMatching(/^127\.0\.0\.1:\d+ answers in /)]])
    expect(of(report, 'clock')).toEqual([['ok', expect.stringContaining('agree')]])
    expect(of(report, 'guards')).toEqual([['ok', 'Load stays on this machine.']])
    expect(of(report, 'capacity')[0]?.[0]).toBe('ok')
    expect(asked).toEqual(['HEAD /'])
  })

  test('of one where nothing listens is blocked at once', async () => {
    const report = await look('http://127.0.0.1:1', 'observe: [{ health: /health }]')
    expect(report.verdict).toBe('blocked')
    expect(of(report, 'connection')).toEqual([['error', '127.0.0.1:1 cannot be reached: nothing listens there.']])
    expect(of(report, 'health')).toEqual([])
    expect(report.durationMs).toBeLessThan(1000)
  })

  test('of one that accepts and never answers ends in time', async () => {
    const port = await listening(createTcpServer((socket) => onTestFinished(() => void socket.destroy())))
    const report = await look(`http://127.0.0.1:${port}`, 'observe: [{ health: /health }]', { limitMs: 400 })
    expect(report.verdict).toBe('blocked')
    expect(of(report, 'connection')[0]?.[1]).toContain('no answer within 0.4 s')
    expect(report.durationMs).toBeLessThan(1500)
  })

  test('of a name that does not exist says so', async () => {
    const report = await look('http://does-not-exist.invalid:4700', 'guards: { hosts: [does-not-exist.invalid] }')
    expect(report.verdict).toBe('blocked')
    expect(of(report, 'name')[0]?.[1]).toContain('does-not-exist.invalid cannot be resolved')
    expect(of(report, 'guards')).toEqual([['ok', 'Load may go to does-not-exist.invalid.']])
  })

  test('sees that the clocks disagree', async () => {
    const target = await served((_request, response) => response.end())
    const report = await look(target, '', { wallNowMs: () => Date.now() + 3_600_000 })
    expect(report.verdict).toBe('doubtful')
    expect(of(report, 'clock')).toEqual([['warning', expect.stringContaining('ahead of')]])
  })

  test('explains what a dependency that is away means for the steps, and takes it when it is expected', async () => {
    const target = await served((request, response) => {
      response.statusCode = request.url === '/health' ? 503 : 200
      const dependencies = { database: { status: 'away' }, cache: { status: 'up' } }
      response.end(JSON.stringify({ status: 'degraded', dependencies }))
    })
    const observe = (also: string) => `observe: [{ health: /health, needs: { database: { operation: WRITE } }${also} }]`
    const report = await look(target, observe(''))
    expect(report.verdict).toBe('blocked')
    expect(of(report, 'health')).toEqual([
      ['error', 'database is away: these 2 steps need it and will fail, most likely with 503: save, profile.'],
    ])
    const expected = await look(target, observe(', expect: degraded'))
    expect(expected.verdict).toBe('ready')
    expect(of(expected, 'health')[0]?.[1]).toContain('This scenario expects that.')
  })

  test('of health that is not as expected, or not to be read, warns', async () => {
    const target = await served((request, response) => {
      if (request.url === '/nothing') response.statusCode = 404
      response.end('{"status":"ok"}')
    })
    const report = await look(
      target,
      'observe: [{ health: /health, expect: degraded }, { health: /nothing, name: other }]',
    )
    expect(report.verdict).toBe('doubtful')
    expect(of(report, 'health')).toEqual([
      ['warning', 'The system is healthy, though this scenario expects it degraded.'],
      ['warning', 'Its health cannot be read at /nothing: it answered 404.'],
    ])
  })

  test('reads certificates: one that nobody trusts, and one that has expired', async () => {
    const credentials = { key: KEY, cert: CERTIFICATE }
    const port = await listening(createSecureServer(credentials, (_request, response) => response.end()))
    const untrusted = await look(`https://127.0.0.1:${port}`)
    expect(untrusted.verdict).toBe('blocked')
    expect(of(untrusted, 'tls')).toEqual([['error', expect.stringContaining('is not trusted')]])
    const later = await look(`https://127.0.0.1:${port}`, '', { wallNowMs: () => Date.parse('2126-11-03T12:00:00Z') })
    expect(of(later, 'tls')).toEqual([['error', expect.stringMatching(/expired 3 days ago/)]])
  })
})
