import type { BreakerResult, BreakerSpan, BreakerState } from '../../../shared/breaker.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import type { BreakerPlan } from '../../../shared/scenario/breaker.ts'
import { judgeBreaker } from './judgeBreaker.ts'

/** More changes than this say that the probe is wrong, not that the breaker is busy; later ones are not kept. */
const MOST_SPANS = 2000
const MOST_SECONDS = 100_000
/** Seconds close a moment before the probe's next answer; more than a few wait only while it does not answer. */
const MOST_UNDECIDED = 60

/** What the load saw in one closed second. */
export interface BreakerSecond {
  second: number
  failed: number
  refused: number
  /** Durations of what was refused, in microseconds. */
  refusals: Histogram | undefined
}

/**
 * Everything that is seen of a circuit breaker, in the order in which it is seen; judged at any time. Pure: times come with what is
 * told, in milliseconds since the run's start.
 */
export class BreakerTimeline {
  private readonly plan: BreakerPlan
  private readonly spans: BreakerSpan[] = []
  private readonly faults: { name: string; fromMs: number; toMs: number | null }[] = []
  private readonly troubles: string[] = []
  private readonly seconds: { second: number; failed: number; refused: number }[] = []
  /** Durations of refusals in seconds in which it was seen open from begin to end. */
  private readonly openRefusals = new Histogram()
  /** Refusals of seconds of which it is not known yet whether it was open to their end. */
  private readonly undecided: { second: number; refusals: Histogram }[] = []
  private probes = 0
  private unanswered = 0

  constructor(plan: BreakerPlan) {
    this.plan = plan
  }

  /** @returns the state before, when this is another: a transition */
  seen(state: BreakerState | null, atMs: number): BreakerState | null | undefined {
    this.probes++
    if (state === null) this.unanswered++
    const last = this.spans.at(-1)
    if (last !== undefined && last.state === state) {
      last.toMs = atMs
      this.decideUntil(atMs)
      return undefined
    }
    this.decideUntil(atMs)
    if (this.spans.length < MOST_SPANS) this.spans.push({ state, fromMs: atMs, toMs: atMs })
    return last?.state ?? null
  }

  faultBegan(name: string, atMs: number): void {
    this.faults.push({ name, fromMs: atMs, toMs: null })
  }

  faultEnded(name: string, atMs: number): void {
    const fault = this.faults.findLast((one) => one.name === name && one.toMs === null)
    if (fault !== undefined) fault.toMs = atMs
  }

  /** A fault could not be switched: nothing that follows means what was planned. */
  trouble(text: string): void {
    this.troubles.push(text)
  }

  /** Seconds come in order. */
  secondClosed({ second, failed, refused, refusals }: BreakerSecond): void {
    if ((failed > 0 || refused > 0) && this.seconds.length < MOST_SECONDS)
      this.seconds.push({ second, failed, refused })
    if (refusals === undefined || refusals.count === 0 || this.undecided.length >= MOST_UNDECIDED) return
    // A copy: the caller uses its own again. The next answer of the probe tells whether it was open to the second's end.
    const kept = new Histogram()
    kept.merge(refusals)
    this.undecided.push({ second, refusals: kept })
  }

  /** As far as it is known. */
  result(): BreakerResult {
    const { plan, spans, faults, seconds, probes, unanswered, troubles, openRefusals } = this
    const evidence = { spans, faults, seconds, probes, troubles, openRefusals }
    const verdicts = judgeBreaker(plan, evidence)
    return {
      name: plan.name,
      spans: structuredClone(spans),
      faults: structuredClone(faults),
      seconds: [...seconds],
      probes,
      unanswered,
      verdicts,
      ok: verdicts.every(({ ok }) => ok),
    }
  }

  private decideUntil(atMs: number): void {
    for (let oldest = this.undecided[0]; oldest !== undefined; oldest = this.undecided[0]) {
      const endMs = (oldest.second + 1) * 1000
      if (endMs > atMs) return
      this.undecided.shift()
      if (this.wasOpenThroughout(oldest.second * 1000, endMs)) this.openRefusals.merge(oldest.refusals)
    }
  }

  private wasOpenThroughout(fromMs: number, toMs: number): boolean {
    return this.spans.some((span) => span.state === 'OPEN' && span.fromMs <= fromMs && span.toMs >= toMs)
  }
}
