import type { Tags } from '../../../shared/metrics/series.ts'
import { matchesTags } from '../../../shared/metrics/series.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import type { Gate } from '../budgets/gate.ts'
import type { Clock } from '../clock.ts'
import type { DataFeeds } from '../data/dataFeeds.ts'
import type { Exemplars } from '../exemplars/exemplars.ts'
import type { HttpClient } from '../http/client.ts'
import type { Origins } from '../http/origin.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'

/** What all flows and virtual users of one worker share. */
export interface FlowContext {
  scenario: Scenario
  clock: Clock
  registry: SeriesRegistry
  recorder: Recorder
  maxSeries: number
  client: HttpClient
  origins: Origins
  exemplars: Exemplars
  feeds: DataFeeds
  seed: number
  /** Epoch milliseconds. */
  wallClockMs(): number
  /** An event of the run; the same text is sent once. */
  warn(text: string): void
  /** The gates that a request with these tags must pass, in order. */
  gatesFor(tags: Tags): readonly Gate[]
}

/** Budgets by their match, then the ceiling on all requests. */
export function gateFinder(
  scenario: Scenario,
  budgets: readonly Gate[],
  ceiling: Gate | undefined,
): (tags: Tags) => Gate[] {
  return (tags) => {
    const matching = budgets.filter((_, index) => matchesTags(tags, scenario.budgets[index]?.match ?? {}))
    return ceiling ? [...matching, ceiling] : matching
  }
}
