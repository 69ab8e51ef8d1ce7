import { toErrorDetail } from '../../shared/errors.ts'
import type { RunSink } from '../../shared/run.ts'

/** Hands everything to every sink. A sink that throws gets nothing more: what it has must stay consistent. */
export class SinkGroup {
  private sinks: readonly RunSink[]
  private readonly onFailure: (message: string) => void

  constructor(sinks: readonly RunSink[], onFailure: (message: string) => void) {
    this.sinks = sinks
    this.onFailure = onFailure
  }

  each(call: (sink: RunSink) => void): void {
    for (const sink of this.sinks) {
      try {
        call(sink)
      } catch (thrown) {
        this.sinks = this.sinks.filter((other) => other !== sink)
        this.onFailure(toErrorDetail(thrown).message)
      }
    }
  }
}
