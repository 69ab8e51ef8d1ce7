import type { LiveTick } from '../../../shared/run.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import { parseThreshold } from '../../../shared/thresholds/parse.ts'
import { VirtualClock } from '../../engine/virtualClock.ts'
import { type FinishedRun, type RunHandle, type RunOptions, runScenario } from '../runScenario.ts'
import { FakeHost, type FakePlan } from './fakeWorkers.ts'
import { MemorySink } from './memorySink.ts'

/** For tests: a scenario of one executor that holds 10 VUs for this long. */
export function constantLoad(seconds: number, also: Partial<Scenario> = {}): Scenario {
  return {
    version: 1,
    name: 'Steady',
    target: { baseUrl: 'http://127.0.0.1:4700', headers: {}, timeoutUs: 60e6 },
    variables: {},
    metrics: {},
    data: {},
    flows: { main: [] },
    load: {
      steady: {
        executor: 'constant-vus',
        flow: 'main',
        vus: 10,
        durationUs: seconds * 1e6,
        startTimeUs: 0,
        gracefulStopUs: 30e6,
        tags: {},
        env: {},
      },
    },
    thresholds: [],
    guards: {},
    budgets: [],
    ...also,
  }
}

/** For tests: `{ 'http_req_failed': 'rate<0.1' }` as thresholds. */
export function thresholds(
  texts: Readonly<Record<string, Parameters<typeof parseThreshold>[1]>>,
): Scenario['thresholds'] {
  return Object.entries(texts).map(([metric, text]) => parseThreshold(metric, text))
}

export interface VirtualRun {
  clock: VirtualClock
  host: FakeHost
  sink: MemorySink
  ticks: LiveTick[]
  handle: RunHandle
  /** Undefined while it goes on. */
  outcome: { run?: FinishedRun; error?: unknown }
  /** Texts of events of that kind. */
  said(kind: string): string[]
  /** Lets time pass, and what is settled be heard. */
  advance(seconds: number): Promise<void>
}

/** For tests: a run in virtual time with workers in memory. */
export function virtualRun(plan: FakePlan, options: Partial<RunOptions> = {}): VirtualRun {
  const clock = new VirtualClock(1000e6)
  const host = new FakeHost(clock, plan)
  const sink = new MemorySink()
  const ticks: LiveTick[] = []
  const outcome: VirtualRun['outcome'] = {}
  const handle = runScenario({
    scenario: constantLoad(plan.seconds),
    scenarioText: 'headroom: 1',
    secrets: [],
    data: {},
    host,
    workers: 2,
    sinks: [sink],
    onTick: (tick) => ticks.push(tick),
    machine: {
      hostname: 'laptop',
      os: 'Linux',
      arch: 'x64',
      cpu: 'CPU',
      cores: 2,
      memoryBytes: 8e9,
      versions: { headroom: '0', node: '20', undici: '7' },
    },
    seed: 7,
    environment: {
      clock,
      wallNowMs: () => 1_790_000_000_000 + clock.nowUs() / 1000,
      newRunId: () => 'run-1',
      measureCoordinatorDelay: () => ({ p99Ms: () => 1, stop: () => undefined }),
    },
    ...options,
  })
  handle.finished.then(
    (run) => {
      outcome.run = run
    },
    (error: unknown) => {
      outcome.error = error
    },
  )
  return {
    clock,
    host,
    sink,
    ticks,
    handle,
    outcome,
    said: (kind) => sink.events.filter((event) => event.kind === kind).map(({ text }) => text),
    advance: async (seconds) => {
      clock.advance(seconds * 1e6)
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}
