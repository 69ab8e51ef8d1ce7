import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { COMMON, get, scenarioOf } from '../src/core/engine/testing/scenarios.ts'
import { percentileOf, startTrueServer } from './truth.ts'
import type { TrueServer } from './truth.ts'
import { playWorker } from './workerLoad.ts'

/**
 * Many virtual users with kept connections and think time in one load worker beside the same rate from 100: memory of each,
 * failed connects, and whether P95 stays once all have started. `npm run bench:scale -- [--vus 10000] [--rate 1000] [--seconds 20]`
 */
const { values } = parseArgs({
  options: {
    vus: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
  },
})
const FEW = 100
const RAMP_SECONDS = 20
/** What the server takes on average, which the pause is shortened by: 20 ms in the middle, log-normal. */
const SERVICE_US = 24e3
/** As in the accuracy bench. */
const TOLERANCE = { us: 500, share: 0.01 }
/** A virtual user with its connection, flow state and timers must not cost more. */
const MOST_BYTES_PER_USER = 16 * 1024

interface Outcome {
  readonly p95Us: number
  /** What the server itself measured, of all requests. */
  readonly trueP95Us: number
  readonly requests: number
  readonly failed: number
  readonly memoryBytes: number
}

const vus = Number(values.vus)
const server = await startTrueServer(1)
try {
  const few = await play(server, FEW)
  const many = await play(server, vus)
  const perUser = (many.memoryBytes - few.memoryBytes) / (vus - FEW)
  const off = many.p95Us - few.p95Us
  const same = Math.abs(off) <= Math.max(TOLERANCE.us, few.p95Us * TOLERANCE.share)
  process.stdout.write(
    `${describe(FEW, few)}\n${describe(vus, many)}\n` +
      `${(perUser / 1024).toFixed(1)} KiB per virtual user; P95 ${same ? 'stays' : 'CHANGES'}: ` +
      `${off < 0 ? '' : '+'}${ms(off)} ms (the server: ${ms(many.trueP95Us - few.trueP95Us)} ms)\n`,
  )
  process.exitCode = same && many.failed === 0 && perUser <= MOST_BYTES_PER_USER ? 0 : 1
} finally {
  server.stop()
}

async function play(truthful: TrueServer, users: number): Promise<Outcome> {
  const cycleUs = (users / Number(values.rate)) * 1e6
  const pauseUs = cycleUs - SERVICE_US
  const executor = {
    ...COMMON,
    executor: 'ramping-vus',
    startVUs: 0,
    stages: [
      { durationUs: RAMP_SECONDS * 1e6, target: users },
      { durationUs: Number(values.seconds) * 1e6, target: users },
    ],
    gracefulRampDownUs: 1e6,
  } as const
  const think = { kind: 'think', minUs: pauseUs * 0.5, maxUs: pauseUs * 1.5 } as const
  const scenario = scenarioOf(truthful.url, [get('/', { name: 'timed' }), think], { executor })
  truthful.begin('log-normal')
  const log = await playWorker(join(import.meta.dirname, 'loadWorker.js'), 0, scenario)
  const trueP95Us = percentileOf(await truthful.truth(), 95)
  const settled = log.histogram('http_req_duration', {}, RAMP_SECONDS + 2)
  return {
    p95Us: settled.percentile(95),
    trueP95Us,
    requests: settled.count,
    failed: log.total('http_req_failed', {}).sum,
    memoryBytes: Math.max(...log.windows.map(({ self }) => self.memoryBytes)),
  }
}

function describe(users: number, { p95Us, trueP95Us, requests, failed, memoryBytes }: Outcome): string {
  const rate = Math.round(requests / (Number(values.seconds) - 2))
  const memory = (memoryBytes / 2 ** 20).toFixed(0)
  return `${users} VUs: ${rate} requests/s, P95 ${ms(p95Us)} ms (the server: ${ms(trueP95Us)}), ${failed} failed, at most ${memory} MiB`
}

function ms(us: number): string {
  return (us / 1e3).toFixed(2)
}
