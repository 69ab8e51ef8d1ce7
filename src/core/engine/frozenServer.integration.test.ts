import { afterEach, expect, it } from 'vitest'
import { playRealRun } from './testing/realRun.ts'
import { COMMON, get, prepareOf, scenarioOf } from './testing/scenarios.ts'
import { TestServers } from './testing/servers.ts'

const RATE = 50
const SECONDS = 20
const PERIOD_MS = 10_000
const FROZEN_MS = 2000
const SERVICE_MS = 100
/** Busy machines deliver late what is due: this much at most, on both ends together, and never early. */
const LATE_US = 25_000

const servers = new TestServers()
afterEach(() => servers.closeAll())

/** When a server that freezes for the first 2 s of every 10 s answers what reaches it at `atMs`. */
function answeredMs(atMs: number): number {
  const intoMs = atMs % PERIOD_MS
  return SERVICE_MS + (intoMs < FROZEN_MS ? atMs - intoMs + FROZEN_MS : atMs)
}

it('over real sockets, a server that freezes cannot hide: response times are those of the schedule', async () => {
  // The run's origin, as the first request shows it: it is due at 0.
  let startedMs: number | undefined
  const url = await servers.http((_request, response) => {
    const nowMs = performance.now()
    startedMs ??= nowMs
    const sinceMs = nowMs - startedMs
    setTimeout(() => response.end('{}'), answeredMs(sinceMs) - sinceMs)
  })
  const users = 150
  const executor = {
    ...COMMON,
    gracefulStopUs: 10e6,
    executor: 'constant-arrival-rate',
    rate: RATE,
    timeUnitUs: 1e6,
    durationUs: SECONDS * 1e6,
    preAllocatedVUs: users,
    maxVUs: users,
  } as const
  const log = await playRealRun(prepareOf(scenarioOf(url, [get('/')], { executor })))

  const truthUs = Array.from({ length: RATE * SECONDS }, (_, n) => {
    const dueMs = (n * 1e3) / RATE
    return (answeredMs(dueMs) - dueMs) * 1e3
  }).toSorted((a, b) => a - b)
  const response = log.histogram('http_req_response', {})
  expect(log.total('http_req_failed', {}).sum).toBe(0)
  expect(response.count).toBe(truthUs.length)
  for (const percent of [50, 90, 95, 99]) {
    const wantedUs = truthUs[Math.ceil((percent / 100) * truthUs.length) - 1] ?? 0
    const offUs = response.percentile(percent) - wantedUs
    expect(offUs, `p${percent}`).toBeGreaterThan(-0.02 * wantedUs)
    expect(offUs, `p${percent}`).toBeLessThan(Math.max(0.02 * wantedUs, LATE_US))
  }
}, 60_000)
