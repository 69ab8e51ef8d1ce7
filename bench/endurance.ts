import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FromWorker } from '../src/core/engine/protocol.ts'
import { COMMON, get, scenarioOf } from '../src/core/engine/testing/scenarios.ts'
import { IDLE_METER } from '../src/core/engine/testing/virtualRun.ts'
import { VirtualClock } from '../src/core/engine/virtualClock.ts'
import { runWorker } from '../src/core/engine/worker.ts'
import { runScenario } from '../src/core/runner/runScenario.ts'
import type { WorkerHost } from '../src/core/runner/workerHost.ts'
import { openDatabase } from '../src/core/store/database.ts'
import { RunWriter } from '../src/core/store/runWriter.ts'
import { InstantClient } from './instantClient.ts'

/**
 * Hours of a run in virtual time: engine, runner and a real database in one process, the network alone is made up. Prints the
 * heap after collection and the size of the database once per virtual half hour.
 * `npm run bench:endurance -- [--hours 4]`
 */
const { values } = parseArgs({ options: { hours: { type: 'string', default: '4' } } })
const HOURS = Number(values.hours)
const STEPS = 20
const VUS = 100
const MEDIAN_US = 25_000
const REPORT_EVERY_SECONDS = 1800
const { gc } = globalThis
if (gc === undefined) throw new Error('needs node --expose-gc')

const clock = new VirtualClock(1e9)
const wallNowMs = (): number => 1_790_000_000_000 + clock.nowUs() / 1e3
const host: WorkerHost = { spawn: spawnInProcess }
const steps = Array.from({ length: STEPS }, (_, index) => [
  get(`/step/${index}`, { name: `step ${index}`, expect: { status: [[200, 200]] } }),
  { kind: 'think', minUs: 0.5e6, maxUs: 1.5e6 } as const,
]).flat()
const executor = { ...COMMON, executor: 'constant-vus', vus: VUS, durationUs: HOURS * 3600e6 } as const
const folder = mkdtempSync(join(tmpdir(), 'headroom-endurance-'))
try {
  await play()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function play(): Promise<void> {
  const database = openDatabase(join(folder, 'headroom.db'))
  let writes: (() => void)[] = []
  const handle = runScenario({
    scenario: scenarioOf('http://endless.test', steps, { executor }),
    scenarioText: 'headroom: 1',
    secrets: [],
    data: {},
    host,
    workers: 1,
    sinks: [new RunWriter(database, (write) => writes.push(write), wallNowMs)],
    onTick: () => {},
    machine: {
      hostname: 'bench',
      os: 'none',
      arch: process.arch,
      cpu: 'none',
      cores: 1,
      memoryBytes: 1,
      versions: { headroom: '0', node: process.versions.node, undici: '0' },
    },
    seed: 1,
    environment: {
      clock,
      wallNowMs,
      newRunId: () => 'endurance',
      measureCoordinatorDelay: () => ({ p99Ms: () => 0, stop: () => {} }),
    },
  })
  for (let second = 1; second <= HOURS * 3600 + 5; second++) {
    clock.advance(1e6)
    for (const write of writes) write()
    writes = []
    if (second % REPORT_EVERY_SECONDS === 0) report(second, database.name)
  }
  const { summary } = await handle.finished
  database.close()
  const requests = summary.metrics['http_reqs']
  const bytes = statSync(database.name).size
  process.stdout.write(
    `${summary.run.status}: ${JSON.stringify(requests)}, database ${(bytes / 1e6 / HOURS).toFixed(1)} MB per hour\n`,
  )
}

function report(second: number, file: string): void {
  gc?.()
  const heap = process.memoryUsage()
  const bytes = statSync(file).size + (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0)
  const mebibytes = (count: number): string => (count / 2 ** 20).toFixed(1)
  process.stdout.write(
    `${(second / 3600).toFixed(1)} h: heap ${mebibytes(heap.heapUsed)} MiB, RSS ${mebibytes(heap.rss)} MiB, ` +
      `database ${(bytes / 1e6).toFixed(1)} MB\n`,
  )
}

/** A load worker without a process, on the virtual clock. Its messages arrive later, as those of a process do. */
function spawnInProcess(): ReturnType<WorkerHost['spawn']> {
  let toWorker: Parameters<Parameters<typeof runWorker>[0]['port']['onMessage']>[0] = () => {}
  let toRunner: (message: FromWorker) => void = () => {}
  const later = (deliver: () => void): void => void clock.at(clock.nowUs() + 100, deliver)
  runWorker({
    port: {
      post: (message) => later(() => toRunner(message)),
      onMessage: (listener) => {
        toWorker = listener
      },
    },
    clock,
    wallClockMs: wallNowMs,
    createClient: () => new InstantClient(clock, MEDIAN_US),
    meter: IDLE_METER,
    openFilesLimit: undefined,
    finished: () => {},
  })
  return {
    pid: undefined,
    post: (message) => later(() => toWorker(message)),
    onMessage: (listener) => {
      toRunner = listener
    },
    onExit: () => {},
    kill: () => {},
  }
}
