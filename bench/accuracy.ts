import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { COMMON, get, scenarioOf } from '../src/core/engine/testing/scenarios.ts'
import type { ExecutorConfig } from '../src/shared/scenario/types.ts'
import type { Pattern } from './timedServer.ts'
import { percentileOf, startTrueServer } from './truth.ts'
import type { TrueServer } from './truth.ts'
import { playWorker } from './workerLoad.ts'

/**
 * What a load worker reports as http_req_duration beside what the server itself measured, request by request the same
 * clock, over distributions and loads below saturation. `npm run bench:accuracy -- [--short] [--seconds N] [--only PATTERN]`
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '15' },
    only: { type: 'string', multiple: true },
  },
})
const PERCENTS = [50, 90, 95, 99, 99.9]
/** 1 percent, or this much where that is less: both ends' event loops and the kernel in between. */
const TOLERANCE_US = 500
const TOLERANCE_SHARE = 0.01

interface Load {
  readonly name: string
  readonly executor: ExecutorConfig
  /** Pause between requests of the closed model; longer with more users, so that the server never is the limit. */
  readonly thinkUs: readonly [number, number] | undefined
}

/** Before what is measured: both ends compile what they run often. */
const WARM_UP = { ...COMMON, flow: 'warmUp', executor: 'constant-vus', vus: 20, durationUs: 2e6 } as const
const MEASURED = { ...COMMON, startTimeUs: 3e6, gracefulStopUs: 10e6 }

const durationUs = (values.short ? 4 : Number(values.seconds)) * 1e6
const all: readonly Load[] = [
  closed(20, [50e3, 150e3]),
  closed(200, [200e3, 600e3]),
  closed(2000, [1e6, 2e6]),
  open(100),
  open(500),
  open(1500),
]
/** Bursts only when asked for: what they show is how long the client reads, not whether it measures right. */
const patterns: readonly Pattern[] = ['log-normal', 'bimodal', 'freezes']
const chosen =
  values.only === undefined ? patterns : [...patterns, 'bursts' as const].filter((one) => values.only?.includes(one))
const loads = values.short ? all.filter(({ name }) => name === '200 VUs') : all

const server = await startTrueServer(1)
let failed = 0
try {
  for (const pattern of chosen) for (const load of loads) if (!(await holds(server, pattern, load))) failed++
} finally {
  server.stop()
}
const cells = chosen.length * loads.length
process.stdout.write(`${cells - failed} of ${cells} loads within 1 % or 0.5 ms of the truth\n`)
process.exitCode = failed === 0 ? 0 : 1

function closed(vus: number, thinkUs: readonly [number, number]): Load {
  const executor = {
    ...MEASURED,
    executor: 'ramping-vus',
    startVUs: 1,
    stages: [
      { durationUs: 2e6, target: vus },
      { durationUs, target: vus },
    ],
    gracefulRampDownUs: 10e6,
  } as const
  return { name: `${vus} VUs`, executor, thinkUs }
}

function open(rate: number): Load {
  const executor = {
    ...MEASURED,
    executor: 'constant-arrival-rate',
    rate,
    timeUnitUs: 1e6,
    durationUs,
    preAllocatedVUs: rate,
    maxVUs: rate,
  } as const
  return { name: `${rate}/s`, executor, thinkUs: undefined }
}

async function holds(truthful: TrueServer, pattern: Pattern, load: Load): Promise<boolean> {
  truthful.begin(pattern)
  const step = get('/', { name: 'timed' })
  const pause = load.thinkUs ? [{ kind: 'think', minUs: load.thinkUs[0], maxUs: load.thinkUs[1] } as const] : []
  const warmUp = [get('/warm-up'), { kind: 'think', minUs: 5e3, maxUs: 5e3 } as const]
  const scenario = {
    ...scenarioOf(truthful.url, [], { flows: { main: [step, ...pause], warmUp } }),
    load: { main: load.executor, warmUp: WARM_UP },
  }
  const log = await playWorker(join(import.meta.dirname, 'loadWorker.js'), 0, scenario)
  const durations = await truthful.truth()
  const measured = log.histogram('http_req_duration', { scenario: 'main' })
  const sameRequests = measured.count === durations.length && log.total('http_req_failed', {}).sum === 0
  const compared = PERCENTS.map((percent) => {
    const trueUs = percentileOf(durations, percent)
    const off = measured.percentile(percent) - trueUs
    return { percent, trueUs, off, ok: Math.abs(off) <= Math.max(TOLERANCE_US, trueUs * TOLERANCE_SHARE) }
  })
  const ok = sameRequests && compared.every((each) => each.ok)
  const cellsOfRow = compared.map(
    (each) => `p${each.percent} ${ms(each.trueUs)} ${each.off < 0 ? '' : '+'}${ms(each.off)}${each.ok ? '' : ' !'}`,
  )
  const requests = sameRequests ? `${durations.length}` : `${measured.count} of ${durations.length} !`
  // Other programs on the client's core are no fault of the client: this much of its worst second went to them.
  const starved = Math.max(...log.windows.map(({ self }) => self.cpuWaitShare))
  const shares = `starved ${Math.round(starved * 100)} %`
  const row = [
    pattern.padEnd(10),
    load.name.padEnd(8),
    `${requests} requests`,
    ...cellsOfRow,
    shares,
    ok ? 'pass' : 'FAIL',
  ]
  process.stdout.write(`${row.join(' | ')}\n`)
  return ok
}

function ms(us: number): string {
  return (us / 1e3).toFixed(2)
}
