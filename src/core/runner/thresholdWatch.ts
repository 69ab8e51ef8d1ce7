import type { RunEvent } from '../../shared/run.ts'
import { type ThresholdSource, judge } from '../../shared/thresholds/judge.ts'
import { thresholdSentence } from '../../shared/thresholds/sentence.ts'
import type { Threshold, ThresholdResult } from '../../shared/thresholds/types.ts'

/** A threshold at its limit would otherwise fill the log. */
const QUIET_MS = 10_000

/** Judges the thresholds each second and tells when one is crossed, or holds again. */
export class ThresholdWatch {
  /** As of the last second. */
  results: readonly ThresholdResult[]
  private readonly thresholds: readonly Threshold[]
  private readonly reported: { ok: boolean; atMs: number }[]
  /** The first that ended the run, as it was then. */
  private abortedBy: { index: number; result: ThresholdResult } | undefined

  constructor(thresholds: readonly Threshold[], source: ThresholdSource) {
    this.thresholds = thresholds
    this.reported = thresholds.map(() => ({ ok: true, atMs: -Infinity }))
    this.results = judge(thresholds, source)
  }

  /** @returns what is new, and a threshold that wants to end the run, if there is one */
  update(source: ThresholdSource): { events: RunEvent[]; abortedBy: ThresholdResult | undefined } {
    this.results = judge(this.thresholds, source)
    const events: RunEvent[] = []
    for (const [index, result] of this.results.entries()) {
      const last = this.reported[index]
      if (last === undefined || last.ok === result.ok || source.elapsedMs - last.atMs < QUIET_MS) continue
      this.reported[index] = { ok: result.ok, atMs: source.elapsedMs }
      events.push({
        atMs: source.elapsedMs,
        kind: 'threshold',
        level: result.ok ? 'info' : 'warning',
        text: thresholdSentence(result, true),
      })
    }
    const index = this.results.findIndex(({ aborted }) => aborted)
    const result = this.results[index]
    if (result !== undefined) this.abortedBy ??= { index, result }
    return { events, abortedBy: result }
  }

  /** The verdict over the whole run. What ended it stays missed, even if it came to hold while the run stopped. */
  final(source: ThresholdSource): readonly ThresholdResult[] {
    const { abortedBy } = this
    const results: ThresholdResult[] = []
    for (const [index, result] of judge(this.thresholds, source).entries()) {
      const endedRun = abortedBy?.index === index
      results.push(endedRun && result.ok ? abortedBy.result : { ...result, aborted: endedRun })
    }
    this.results = results
    return this.results
  }
}
