import type { Exemplar } from '../../../shared/run.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { mergeEncoded } from '../../../shared/metrics/histogramCodec.ts'
import { matchesTags } from '../../../shared/metrics/series.ts'
import type { SeriesDefinition, Tags } from '../../../shared/metrics/series.ts'
import type { FromWorker, Port, ToWorker, WindowMessage } from '../protocol.ts'

export interface Total {
  count: number
  sum: number
  min: number
  max: number
}

/** Test support: the runner's end of a worker's wire, in memory. */
export class RunLog {
  readonly messages: FromWorker[] = []
  private readonly definitions = new Map<number, SeriesDefinition>()
  private listener: ((message: ToWorker) => void) | undefined

  readonly port: Port<FromWorker, ToWorker> = {
    post: (message) => {
      this.messages.push(message)
      if (message.type !== 'window') return
      for (const definition of message.series) this.definitions.set(definition.id, definition)
    },
    onMessage: (listener) => {
      this.listener = listener
    },
  }

  send(message: ToWorker): void {
    this.listener?.(message)
  }

  get windows(): WindowMessage[] {
    return this.messages.filter((message) => message.type === 'window')
  }

  get exemplars(): Exemplar[] {
    return this.messages.flatMap((message) => (message.type === 'exemplar' ? [message.exemplar] : []))
  }

  get series(): SeriesDefinition[] {
    return [...this.definitions.values()]
  }

  /** Over all windows, or one second alone, and over every series that matches. */
  total(metric: string, filter: Tags, second?: number): Total {
    const total: Total = { count: 0, sum: 0, min: Infinity, max: -Infinity }
    for (const window of this.windows) {
      if (second !== undefined && window.second !== second) continue
      window.ids.forEach((id, index) => {
        const definition = this.definitions.get(id)
        if (definition?.metric !== metric || !matchesTags(definition.tags, filter)) return
        const [count = 0, sum = 0, min = 0, max = 0] = window.stats.subarray(index * 4, index * 4 + 4)
        total.count += count
        total.sum += sum
        total.min = Math.min(total.min, min)
        total.max = Math.max(total.max, max)
      })
    }
    return total
  }

  /** All values of a trend over every series that matches, those that end in second `from` or later. */
  histogram(metric: string, filter: Tags, from = 0): Histogram {
    const merged = new Histogram()
    for (const window of this.windows) {
      if (window.second < from) continue
      let at = 0
      window.histogramLengths.forEach((length, index) => {
        const encoded = window.histograms.subarray(at, at + length)
        at += length
        const definition = this.definitions.get(window.ids[index] ?? -1)
        if (definition?.metric !== metric || !matchesTags(definition.tags, filter)) return
        mergeEncoded(merged, encoded)
      })
    }
    return merged
  }
}
