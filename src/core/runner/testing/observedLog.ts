import { createMonotonicClock } from '../../engine/monotonicClock.ts'
import type { ObservedSample, ObserverContext } from '../observers/observer.ts'

/** For tests: keeps what an observer samples and says. */
export class ObservedLog {
  readonly samples: ObservedSample[] = []
  readonly events: string[] = []
  readonly context: ObserverContext

  constructor() {
    const clock = createMonotonicClock()
    const sinceUs = clock.nowUs()
    this.context = {
      clock,
      nowMs: () => (clock.nowUs() - sinceUs) / 1000,
      sample: (sample) => this.samples.push(sample),
      event: (_level, text) => this.events.push(text),
    }
  }

  /** The value that came last; undefined when there is none. */
  last(name: string, tags: Readonly<Record<string, string>> = {}): number | undefined {
    return this.samples.findLast(
      (sample) =>
        sample.metric === `observed.${name}` &&
        Object.entries(tags).every(([tag, value]) => sample.tags[tag] === value),
    )?.value
  }
}
