import type { BreakingPoint } from '../../shared/run.ts'
import type { ExecutorConfig } from '../../shared/scenario/types.ts'
import { formatRate } from '../../shared/units.ts'

type Config = Extract<ExecutorConfig, { executor: 'breaking-point' }>

/** What came of one closed second, of the breaking-point executor alone. */
export interface LevelObservation {
  /** Second since the start of the run; every one is told, in order. */
  second: number
  /** Whether all thresholds hold, judged on what came since the last step that said `forget`: on this level alone. */
  targetsOk: boolean
  /** The first threshold that does not hold: `P95 response time: 612 ms, target below 500 ms`. */
  brokenBy?: string
  /** Requests finished in this second. */
  finished: number
  /** Iterations dropped in this second. */
  dropped: number
  /** VUs that ran an iteration at its end. */
  busyVUs: number
}

/** What the runner does next. */
export interface SearchStep {
  /** For the executor in every worker: its `control` message. */
  control?: { vus?: number; rate?: number; paused?: boolean }
  /** The thresholds are judged anew from the next second on: what came so far belongs to another level. */
  forget: boolean
  /** Sentences for the run's events. */
  events: readonly string[]
}

/** More levels than this are not tried, whatever the configuration asks for. */
const MOST_LEVELS = 1000
/** A second without an answer means something only when at least so many came per second before. */
const SILENCE_COUNTS_FROM = 1

/**
 * Finds the highest load that holds: raises the level by `step` until a target is missed for `breakAfter`, then halves
 * the interval between the highest level that held and the lowest that broke until it is no wider than `precision`.
 * Pure: a second goes in, what to do comes out. Levels are VUs, or iterations per timeUnit, over all workers.
 *
 *   waiting  -- executor's startTime --------------------------> holding (start)
 *   holding  -- held for `hold`, below max or above a broken --> holding (next level)
 *   holding  -- missed for `breakAfter`, interval still wide --> settling (paused)
 *   settling -- no VU is busy, or gracefulStop is over --------> holding (next level)
 *   holding  -- interval narrow enough, or max held -----------> over
 *
 * Between a broken level and the next one the load pauses, so that the backlog of the one does not break the other. A
 * command takes effect within the second after the one that gave rise to it; a level is judged from the second after
 * that. Dropped iterations, and silence where there were answers, miss the target too: a server that stops answering has
 * no latency to judge.
 */
export class BreakingPointSearch {
  private readonly executor: string
  private readonly config: Config
  private readonly levels: { level: number; held: boolean; startedAtMs: number }[] = []
  private phase: 'holding' | 'settling' | 'over' = 'holding'
  private level: number
  private startedAtMs: number
  /** The first second that counts for the level, or since the settling began. */
  private fromSecond: number
  private highestHeld: number | null = null
  private lowestBroken: number | null = null
  private brokenBy: string | undefined
  /** The target is missed since then, and what was missed first. */
  private missed: { second: number; by: string } | undefined
  private finishedOfLevel = 0
  private finishedInAll = 0
  private secondsInAll = 0

  /** @param executor its name under `load:` */
  constructor(executor: string, config: Config) {
    this.executor = executor
    this.config = config
    this.level = config.start
    this.startedAtMs = config.startTimeUs / 1000
    this.fromSecond = wholeSeconds(config.startTimeUs)
  }

  get over(): boolean {
    return this.phase === 'over'
  }

  observe(observation: LevelObservation): SearchStep {
    if (this.phase === 'settling') return this.settle(observation)
    if (this.phase === 'over' || observation.second < this.fromSecond) return { forget: true, events: [] }
    this.finishedOfLevel += observation.finished
    this.finishedInAll += observation.finished
    this.secondsInAll++
    const heldFor = observation.second - this.fromSecond + 1
    const by = this.missedBy(observation)
    if (by === undefined) {
      this.missed = undefined
      return heldFor >= wholeSeconds(this.config.holdUs) ? this.levelHeld(observation.second) : NOTHING
    }
    this.missed ??= { second: observation.second, by }
    const missedFor = observation.second - this.missed.second + 1
    const broken = missedFor >= wholeSeconds(this.config.breakAfterUs)
    return broken ? this.levelBroken(observation.second, this.missed.by) : NOTHING
  }

  /** As far as it is known: complete when `over`. */
  result(): BreakingPoint {
    const { executor, highestHeld, lowestBroken, brokenBy, levels } = this
    return {
      executor,
      raise: this.config.raise,
      highestHeld,
      lowestBroken,
      ...(brokenBy === undefined ? {} : { brokenBy }),
      levels: [...levels],
    }
  }

  /** What this second missed; undefined when all is well. */
  private missedBy({ targetsOk, brokenBy, dropped, finished, busyVUs }: LevelObservation): string | undefined {
    if (!targetsOk) return brokenBy ?? 'a threshold'
    if (dropped > 0) return 'iterations were dropped, no VU was free'
    const usual = this.finishedInAll / this.secondsInAll
    return finished === 0 && busyVUs > 0 && usual >= SILENCE_COUNTS_FROM ? 'no answers' : undefined
  }

  private levelHeld(second: number): SearchStep {
    // What was not measured did not hold.
    if (this.finishedOfLevel === 0) return this.levelBroken(second, 'no answers')
    this.highestHeld = this.level
    return this.levelOver(second, true, `${this.describe(this.level)} held.`)
  }

  private levelBroken(second: number, by: string): SearchStep {
    this.lowestBroken = this.level
    this.brokenBy = by
    return this.levelOver(second, false, `${this.describe(this.level)} broke: ${by}.`)
  }

  private levelOver(second: number, held: boolean, event: string): SearchStep {
    this.levels.push({ level: this.level, held, startedAtMs: this.startedAtMs })
    const next = this.nextLevel()
    if (next === undefined) {
      this.phase = 'over'
      return { control: { [this.config.raise]: 0 }, forget: true, events: [event, this.conclusion()] }
    }
    this.level = next
    if (held) return this.begin(second, [event])
    this.phase = 'settling'
    this.fromSecond = second + 2
    return { control: { paused: true }, forget: true, events: [event] }
  }

  private settle({ second, busyVUs }: LevelObservation): SearchStep {
    const drained = second >= this.fromSecond && busyVUs === 0
    const patienceOver = second >= this.fromSecond + wholeSeconds(this.config.gracefulStopUs)
    if (drained) return this.begin(second, [])
    if (!patienceOver) return { forget: true, events: [] }
    return this.begin(second, [`${busyVUs} VUs of the broken level are still busy; the search goes on.`])
  }

  private begin(second: number, events: readonly string[]): SearchStep {
    this.phase = 'holding'
    this.fromSecond = second + 2
    this.startedAtMs = (second + 1) * 1000
    this.missed = undefined
    this.finishedOfLevel = 0
    const next = `Next level: ${this.describe(this.level)}.`
    return { control: { [this.config.raise]: this.level, paused: false }, forget: true, events: [...events, next] }
  }

  /** Undefined when the search is over. */
  private nextLevel(): number | undefined {
    const { step, max, precision } = this.config
    if (this.levels.length >= MOST_LEVELS) return undefined
    if (this.lowestBroken === null) return this.level >= max ? undefined : Math.min(this.level + step, max)
    const low = this.highestHeld ?? 0
    // Whole numbers of `precision` above what held: the level in the middle is a round one.
    const parts = Math.ceil((this.lowestBroken - low) / precision)
    return parts < 2 ? undefined : low + Math.floor(parts / 2) * precision
  }

  private conclusion(): string {
    const { highestHeld, lowestBroken } = this
    if (lowestBroken === null) return `Nothing broke up to ${this.describe(this.level)}, the highest level.`
    if (highestHeld === null) return `No level held; the lowest that broke is ${this.describe(lowestBroken)}.`
    return `The highest level that held is ${this.describe(highestHeld)}, the lowest that broke ${this.describe(lowestBroken)}.`
  }

  private describe(level: number): string {
    if (this.config.raise === 'vus') return `${level} VUs`
    return formatRate((level * 1e6) / this.config.timeUnitUs, 'iterations/s')
  }
}

const NOTHING: SearchStep = { forget: false, events: [] }

function wholeSeconds(us: number): number {
  return Math.ceil(us / 1e6)
}
