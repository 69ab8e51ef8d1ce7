import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseScenario } from '../../../shared/scenario/parse.ts'
import { buildProgram } from '../../store/testing/folders.ts'
import { childProcessHost } from '../childProcessHost.ts'
import { machineFacts } from '../machineFacts.ts'
import { runScenario } from '../runScenario.ts'
import { MemorySink } from '../testing/memorySink.ts'

let worker: Awaited<ReturnType<typeof buildProgram>>
beforeAll(async () => {
  worker = await buildProgram(resolve('src/core/engine/workerEntry.ts'))
}, 60_000)
afterAll(() => worker.remove())

/** A server whose database goes away after a while, that tells its timings, and that counts who asks what. */
async function startTarget() {
  const asked = { health: 0, metrics: 0, load: 0 }
  const away = () => asked.health > 2
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      asked.health++
      response.statusCode = away() ? 503 : 200
      const status = away() ? 'down' : 'up'
      response.end(JSON.stringify({ status: away() ? 'degraded' : 'healthy', dependencies: { database: { status } } }))
    } else if (request.url === '/metrics') {
      asked.metrics++
      const hits = Math.round(asked.load * 0.75)
      response.end(
        `# TYPE lookups_total counter\nlookups_total{result="hit"} ${hits}\nlookups_total{result="miss"} ${asked.load - hits}\n`,
      )
    } else {
      asked.load++
      response.setHeader('server-timing', 'db;dur=40, cache;dur=1')
      response.setHeader('x-cache', asked.load % 4 === 0 ? 'MISS' : 'HIT')
      response.end('ok')
    }
  })
  server.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

test('health, scrapes and headers are series of the run, with thresholds, beside an untouched load', async () => {
  const target = await startTarget()
  const text = `headroom: 1
name: Observed
target: { baseUrl: "${target.url}" }
flows: { main: [{ get: /, tags: { operation: READ } }, { think: 20ms }] }
load: { main: { executor: constant-vus, vus: 4, duration: 5s } }
observe:
  - { health: /health, every: 1s }
  - prometheus: /metrics
    every: 1s
    series: { cache_hit_rate: { share: 'lookups_total{result:hit}', of: lookups_total } }
  - { prometheus: "http://127.0.0.1:1/metrics", name: nowhere }
  - { headers: [server-timing, cache] }
thresholds:
  'observed.cache_hit_rate': ['value>0.7']
  'server_timing{name:db}': ['p(95)<100']
  'server_timing{name:db,operation:READ}': ['p(95)<30']
  cache_hits: ['rate>0.7']
  'observed.dependency{dependency:database}': ['value==1']
`
  const { scenario, problems } = parseScenario(text)
  if (scenario === undefined) throw new Error(JSON.stringify(problems))
  const sink = new MemorySink()
  const { summary } = await runScenario({
    scenario,
    scenarioText: text,
    secrets: [],
    data: {},
    host: childProcessHost(worker.file),
    workers: 1,
    sinks: [sink],
    onTick: () => undefined,
    machine: machineFacts({ headroom: '0.1.0', undici: '7' }),
  }).finished

  expect(summary.thresholds.map(({ metric, ok }) => [metric, ok])).toEqual([
    ['observed.cache_hit_rate', true],
    ['server_timing{name:db}', true],
    ['server_timing{name:db,operation:READ}', false],
    ['cache_hits', true],
    ['observed.dependency{dependency:database}', false],
  ])
  expect(summary.thresholds[2]?.value).toBeCloseTo(40, 0)
  expect(summary.metrics['cache_hits']).toMatchObject({ type: 'rate' })
  expect(summary.observers).toContainEqual({
    observer: 'health',
    metric: 'observed.dependency',
    tags: { dependency: 'database' },
    type: 'gauge',
    value: 0,
    min: 0,
    max: 1,
  })
  const states = sink.points.map(
    ({ observed }) => observed?.['observed.dependency{dependency:database,observer:health}'],
  )
  expect(new Set(states.filter((state) => state !== undefined))).toEqual(new Set([1, 0]))
  expect(sink.points.some(({ observed }) => Math.abs((observed?.['server_timing{name:db}'] ?? 0) - 40_000) < 100)).toBe(
    true,
  )
  const said = sink.events.filter(({ kind }) => kind === 'observer').map(({ text: one }) => one)
  expect(said).toContain('The dependency database is down, it was up.')
  expect(said.filter((one) => one.startsWith('The observer nowhere sees nothing')).length).toBe(1)
  // The load has its own count; what observers ask is no part of it.
  const requests = summary.metrics['http_reqs']
  expect(requests).toMatchObject({ type: 'counter', count: target.asked.load })
  expect(target.asked.health).toBeGreaterThanOrEqual(5)
  expect(target.asked.health).toBeLessThanOrEqual(7)
})
