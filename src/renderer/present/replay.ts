import type { BreakerResult } from '../../shared/breaker.ts'
import type { LiveRun, RunDetail } from '../../shared/ipc.ts'
import type { ReplayFrame } from '../../shared/report.ts'
import type { LivePoint } from '../../shared/run.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { measurementReasons } from '../../shared/verdictText.ts'

/** Times faster than it was. */
export const SPEEDS = [1, 10, 60] as const
export type Speed = (typeof SPEEDS)[number]

/** Where a replay stands, by the clock that is asked. Times in milliseconds. */
export interface ReplayState {
  speed: Speed
  playing: boolean
  /** Elapsed time of the run at `sinceMs`. */
  baseMs: number
  /** When it was started or changed, by the clock. */
  sinceMs: number
}

/** Elapsed time of the run that is replayed; it stops at the end. */
export function elapsedOf({ speed, playing, baseMs, sinceMs }: ReplayState, nowMs: number, durationMs: number): number {
  return Math.min(durationMs, baseMs + (playing ? (nowMs - sinceMs) * speed : 0))
}

/** The same moment of the run, going on in another way. At the end, playing begins anew. */
export function changeReplay(
  state: ReplayState,
  change: Partial<Pick<ReplayState, 'speed' | 'playing'>> & { elapsedMs?: number },
  nowMs: number,
  durationMs: number,
): ReplayState {
  const { elapsedMs, ...rest } = change
  const at = elapsedMs ?? elapsedOf(state, nowMs, durationMs)
  const restarts = change.playing === true && at >= durationMs
  return { ...state, ...rest, baseMs: restarts ? 0 : Math.min(Math.max(0, at), durationMs), sinceMs: nowMs }
}

/**
 * The run as its screen had shown it at a moment. Nothing later than that is in it, but for what is said of the measurement as a
 * whole: figures that are not to be trusted are not shown as if they were.
 */
export function replayAt(detail: RunDetail, frames: readonly ReplayFrame[], elapsedMs: number): LiveRun {
  const { summary, points, events, exemplars, plan, baseUrl } = detail
  const { run, load, breaker } = summary
  const isOver = elapsedMs >= run.durationMs
  const closed = isOver ? points : points.slice(0, countBefore(points, elapsedMs))
  const frame = isOver ? frames.at(-1) : frames[countBefore(frames, elapsedMs) - 1]
  const point = closed.at(-1)
  const until = <Moment extends { atMs: number }>(moments: readonly Moment[]): Moment[] =>
    moments.filter(({ atMs }) => atMs <= elapsedMs)
  const nothing = { requests: 0, p50Us: 0, p95Us: 0, p99Us: 0, failedShare: 0, requestRate: 0 }
  return {
    name: run.name,
    plan: plan ?? {
      name: run.scenario,
      baseUrl,
      plannedDurationMs: run.durationMs,
      maxVUs: load.peakVUs,
      executors: [],
      steps: [],
      thresholds: [],
      plan: [],
    },
    points: closed,
    events: until(events),
    exemplars: until(exemplars),
    tick: {
      runId: run.id,
      phase: isOver ? 'finished' : 'running',
      elapsedMs,
      plannedDurationMs: plan?.plannedDurationMs ?? run.durationMs,
      ...(point === undefined ? {} : { point }),
      total: frame?.total ?? nothing,
      steps: frame?.steps ?? [],
      thresholds: frame?.thresholds ?? summary.thresholds.map(notJudged),
      validity: run.validity,
      reasons: measurementReasons(summary.run),
      load: isOver ? load : { ...load, droppedIterations: droppedIn(closed) },
      ...(breaker === undefined ? {} : { breaker: isOver ? breaker : breakerAt(breaker, elapsedMs) }),
      events: [],
      exemplars: [],
    },
  }
}

/** What was known of a circuit breaker at a moment; how often its probe had been asked by then is not kept, so it stays 0. */
function breakerAt({ name, spans, faults, seconds }: BreakerResult, elapsedMs: number): BreakerResult {
  return {
    name,
    spans: spans
      .filter(({ fromMs }) => fromMs <= elapsedMs)
      .map(({ state, fromMs, toMs }) => ({ state, fromMs, toMs: Math.min(toMs, elapsedMs) })),
    faults: faults
      .filter(({ fromMs }) => fromMs <= elapsedMs)
      .map((fault) => ({
        name: fault.name,
        fromMs: fault.fromMs,
        toMs: (fault.toMs ?? Infinity) <= elapsedMs ? fault.toMs : null,
      })),
    seconds: seconds.slice(0, countBefore(seconds, elapsedMs)),
    probes: 0,
    unanswered: 0,
    verdicts: [],
    ok: true,
  }
}

function droppedIn(points: readonly LivePoint[]): number {
  return points.reduce((sum, { droppedIterations }) => sum + droppedIterations, 0)
}

function notJudged(result: ThresholdResult): ThresholdResult {
  return { ...result, value: null, ok: true }
}

/** How many of these seconds are over, by halving: they are in order. */
function countBefore(seconds: readonly { second: number }[], elapsedMs: number): number {
  let low = 0
  let high = seconds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (((seconds[middle]?.second ?? 0) + 1) * 1000 <= elapsedMs) low = middle + 1
    else high = middle
  }
  return low
}
