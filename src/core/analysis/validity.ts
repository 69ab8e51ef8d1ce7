import { Histogram } from '../../shared/metrics/histogram.ts'
import type { Validity, WorkerSample } from '../../shared/run.ts'
import { formatDuration, formatPercent } from '../../shared/units.ts'

/**
 * Whether the numbers of a run, or of a range of its seconds, can be trusted: rules over the load generator's measurement of
 * itself. The limits and the reasons for them are in docs/validity.md; what the server did plays no part.
 */
const LATE_MS = 20
const VERY_LATE_MS = 100
const SATURATED = 0.95
const STARVED = 0.25
const STALL_MS = 1000
const CLOCK_JUMP_MS = 1000

/** Limits of a share: from `doubtful` on the run is doubtful, from `invalid` on invalid. */
interface Limits {
  doubtful: number
  invalid: number
}
const LATE_SHARE: Limits = { doubtful: 0.05, invalid: Infinity }
const VERY_LATE_SHARE: Limits = { doubtful: 0.02, invalid: 0.1 }
const SATURATED_SHARE: Limits = { doubtful: 0.1, invalid: 0.5 }
const STARVED_SHARE: Limits = { doubtful: 0.1, invalid: 0.5 }
const STALLED_SHARE: Limits = { doubtful: 0, invalid: 0.05 }
const DROPPED_SHARE: Limits = { doubtful: 0.01, invalid: 0.1 }
const MISSING_SHARE: Limits = { doubtful: 0, invalid: 0.05 }
const LOST_SHARE: Limits = { doubtful: 0, invalid: 0.5 }
const SLEPT_MS: Limits = { doubtful: CLOCK_JUMP_MS, invalid: 5000 }

/** Adds up worker samples; for a run while it runs, or for any range of stored ones (in the order of seconds). */
export class GeneratorHealth {
  workerSeconds = 0
  lateSeconds = 0
  veryLateSeconds = 0
  saturatedSeconds = 0
  starvedSeconds = 0
  stalledMs = 0
  clockJumpMs = 0
  cpuShareMax = 0
  private readonly loopDelayUs = new Histogram()
  private readonly timerLatenessUs = new Histogram()
  private readonly driftMs = new Map<number, number>()

  add(sample: WorkerSample): void {
    this.workerSeconds++
    const lateness = Math.max(sample.loopDelayP99Ms, sample.timerLatenessP99Ms)
    if (lateness > LATE_MS) this.lateSeconds++
    if (lateness > VERY_LATE_MS) this.veryLateSeconds++
    if (sample.loopUtilization >= SATURATED || sample.cpuShare >= SATURATED) this.saturatedSeconds++
    if (sample.cpuWaitShare >= STARVED) this.starvedSeconds++
    if (sample.loopDelayMaxMs >= STALL_MS) this.stalledMs += sample.loopDelayMaxMs
    this.cpuShareMax = Math.max(this.cpuShareMax, sample.cpuShare)
    this.loopDelayUs.record(sample.loopDelayP99Ms * 1000)
    this.timerLatenessUs.record(sample.timerLatenessP99Ms * 1000)
    // Drift counts from the start of the run; a range that begins later knows only what changes within it.
    const before = this.driftMs.get(sample.worker) ?? (sample.second === 0 ? 0 : sample.clockDriftMs)
    const jump = Math.abs(sample.clockDriftMs - before)
    this.driftMs.set(sample.worker, sample.clockDriftMs)
    // All workers see the same clock jump, so the longest that one of them saw stands for it.
    if (jump >= CLOCK_JUMP_MS) this.clockJumpMs = Math.max(this.clockJumpMs, jump)
  }

  /** 99th percentile over the workers' seconds of each second's 99th percentile. */
  get loopDelayP99Ms(): number {
    return this.loopDelayUs.percentile(99) / 1000
  }

  get timerLatenessP99Ms(): number {
    return this.timerLatenessUs.percentile(99) / 1000
  }
}

/** What else counts besides the generator's health. */
export interface LoadOutcome {
  workers: number
  lostWorkers: number
  /** Windows that never came, of all workers. */
  missingWindows: number
  /** Iterations that were run, and those that should have been and were not; of executors that plan their load. */
  iterations: number
  droppedIterations: number
}

export interface ValidityVerdict {
  validity: Validity
  /** A sentence for each rule that was broken. */
  reasons: readonly string[]
}

/** Judges; pure. */
export function judgeValidity(health: GeneratorHealth, outcome: LoadOutcome): ValidityVerdict {
  const seconds = Math.max(1, health.workerSeconds)
  const rules: Rule[] = [
    {
      share: enough(health.veryLateSeconds, outcome.workers) / seconds,
      limits: VERY_LATE_SHARE,
      reason: (share) =>
        `In ${share} of its seconds the load generator was more than ${VERY_LATE_MS} ms late: durations hold its own delay.`,
    },
    {
      share: enough(health.lateSeconds, outcome.workers) / seconds,
      limits: LATE_SHARE,
      reason: (share) => `In ${share} of its seconds the load generator was more than ${LATE_MS} ms late.`,
    },
    {
      share: enough(health.saturatedSeconds, outcome.workers) / seconds,
      limits: SATURATED_SHARE,
      reason: (share) =>
        `In ${share} of its seconds a load worker had no CPU time left: it, not the server, may have been the limit.`,
    },
    {
      share: enough(health.starvedSeconds, outcome.workers) / seconds,
      limits: STARVED_SHARE,
      reason: (share) => `In ${share} of its seconds a load worker waited for a CPU that other processes were using.`,
    },
    {
      share: health.stalledMs / (seconds * 1000),
      limits: STALLED_SHARE,
      reason: () => `Load workers stood still for ${formatDuration(health.stalledMs * 1000)} in all.`,
    },
    {
      share: health.clockJumpMs,
      limits: SLEPT_MS,
      reason: () =>
        `The wall clock jumped by ${formatDuration(health.clockJumpMs * 1000)}: the machine slept or its clock was set.`,
    },
    {
      share: outcome.droppedIterations / Math.max(1, outcome.droppedIterations + outcome.iterations),
      limits: DROPPED_SHARE,
      reason: (share) =>
        `${share} of the planned iterations could not start because no virtual user was free: the load was lower than planned.`,
    },
    {
      share: outcome.missingWindows / (seconds + outcome.missingWindows),
      limits: MISSING_SHARE,
      reason: () =>
        `${outcome.missingWindows} ${outcome.missingWindows === 1 ? 'second' : 'seconds'} of load workers' measurements are missing.`,
    },
    {
      share: outcome.lostWorkers / outcome.workers,
      limits: LOST_SHARE,
      reason: () =>
        `${outcome.lostWorkers} of ${outcome.workers} load workers were lost: the load was lower than planned.`,
    },
  ]
  const broken = rules.filter(({ share, limits }) => share > 0 && share >= limits.doubtful)
  const invalid = broken.some(({ share, limits }) => share >= limits.invalid)
  return {
    validity: invalid ? 'invalid' : broken.length > 0 ? 'doubtful' : 'valid',
    reasons: broken.filter((rule) => !impliedBy(rule, broken)).map(({ share, reason }) => reason(formatPercent(share))),
  }
}

interface Rule {
  share: number
  limits: Limits
  reason: (share: string) => string
}

/** Late seconds need no sentence of their own beside very late ones. */
function impliedBy(rule: Rule, broken: readonly Rule[]): boolean {
  return rule.limits === LATE_SHARE && broken.some(({ limits }) => limits === VERY_LATE_SHARE)
}

/** One bad second per worker proves nothing: in its first, code is compiled and connections are opened. */
function enough(badSeconds: number, workers: number): number {
  return badSeconds > workers ? badSeconds : 0
}
