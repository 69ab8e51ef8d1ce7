import type { ExecutorConfig } from '../../../shared/scenario/types.ts'
import type { Segment } from '../protocol.ts'
import type { ExecutorRun, IterationOutcome, IterationStart, VirtualUser } from '../virtualUser.ts'
import { VirtualClock } from '../virtualClock.ts'
import { createExecutor } from './index.ts'

/** What a user of the harness did. */
export interface Iteration {
  user: number
  iteration: number
  intendedUs: number
  startedUs: number
  endedUs?: number
  outcome?: IterationOutcome
}

/** For tests: one executor in one worker, in virtual time, with users whose iterations take a given time. */
export interface Harness {
  readonly clock: VirtualClock
  readonly run: ExecutorRun
  readonly iterations: Iteration[]
  /** Every change of the numbers of users. */
  readonly users: { atUs: number; active: number; allocated: number }[]
  readonly lateness: number[]
  readonly events: string[]
  readonly disposed: number[]
  dropped: number
  doneAtUs: number | undefined
  /** Active users at present. */
  active(): number
  /** How many iterations have started. */
  started(): number
}

export interface HarnessOptions {
  segment?: Segment
  clock?: VirtualClock
  originUs?: number
  /** How long an iteration takes; Infinity: until it is interrupted. */
  iterationUs?: number | ((start: IterationStart, user: number) => number)
}

/** An origin other than 0 shows whoever mixes offsets with instants. */
export const ORIGIN_US = 5_000_000

/** The defaults of every executor's common options. */
export const COMMON = { flow: 'main', startTimeUs: 0, gracefulStopUs: 30e6, tags: {}, env: {} }

/** The same executor in `count` workers that share a clock. */
export function workers(config: ExecutorConfig, count: number, options: HarnessOptions = {}): Harness[] {
  const clock = options.clock ?? new VirtualClock(ORIGIN_US)
  return Array.from({ length: count }, (_, index) => harness(config, { ...options, clock, segment: { index, count } }))
}

export function harness(config: ExecutorConfig, options: HarnessOptions = {}): Harness {
  const originUs = options.originUs ?? ORIGIN_US
  const clock = options.clock ?? new VirtualClock(originUs)
  const iterationUs = options.iterationUs ?? 1e6
  const iterations: Iteration[] = []
  const users: Harness['users'] = []
  const disposed: number[] = []

  const createUser = (index: number): VirtualUser => {
    let running: { end: (outcome: IterationOutcome) => void } | undefined
    return {
      id: index + 1,
      iterate(start, done) {
        if (running) throw new Error(`User ${index} has an iteration already.`)
        const record: Iteration = {
          user: index,
          iteration: start.iteration,
          intendedUs: start.intendedStartUs,
          startedUs: clock.nowUs(),
        }
        iterations.push(record)
        const took = typeof iterationUs === 'number' ? iterationUs : iterationUs(start, index)
        const end = (outcome: IterationOutcome): void => {
          if (timer !== undefined) clock.cancel(timer)
          running = undefined
          record.endedUs = clock.nowUs()
          record.outcome = outcome
          done(outcome)
        }
        const timer = took === Infinity ? undefined : clock.at(clock.nowUs() + took, () => end('complete'))
        running = { end }
      },
      interrupt() {
        const interrupted = running
        if (interrupted) clock.at(clock.nowUs(), () => running === interrupted && interrupted.end('interrupted'))
      },
      dispose() {
        if (running) throw new Error(`User ${index} was disposed with an iteration running.`)
        disposed.push(index)
      },
    }
  }

  const result: Omit<Harness, 'run'> = {
    clock,
    iterations,
    users,
    lateness: [],
    events: [],
    disposed,
    dropped: 0,
    doneAtUs: undefined,
    active: () => users.at(-1)?.active ?? 0,
    started: () => iterations.length,
  }
  const run = createExecutor(config, {
    name: 'load',
    clock,
    segment: options.segment ?? { index: 0, count: 1 },
    originUs,
    createUser,
    usersChanged: (active, allocated) => void users.push({ atUs: clock.nowUs(), active, allocated }),
    iterationsDropped: (count) => void (result.dropped += count),
    lateness: (us) => void result.lateness.push(us),
    event: (_kind, _level, text) => void result.events.push(text),
  })
  const whole: Harness = Object.assign(result, { run })
  run.start(() => {
    if (whole.doneAtUs !== undefined) throw new Error('Done twice.')
    whole.doneAtUs = clock.nowUs()
  })
  return whole
}
