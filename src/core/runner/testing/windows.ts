import { encodeHistogram } from '../../../shared/metrics/histogramCodec.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { type SeriesDefinition, type Tags, seriesKey } from '../../../shared/metrics/series.ts'
import { builtInMetric } from '../../../shared/metrics/definitions.ts'
import type { WindowMessage, WorkerSelf } from '../../engine/protocol.ts'

/** For tests: what a worker measured in one second of one series. Trends: their values; others: count and sum. */
export interface Sample {
  metric: string
  tags?: Tags
  values: readonly number[]
}

const HEALTHY: WorkerSelf = {
  loopDelayP99Us: 500,
  loopDelayMaxUs: 2000,
  loopUtilization: 0.3,
  cpuWaitShare: 0.01,
  cpuShare: 0.3,
  timerLatenessP99Us: 300,
  memoryBytes: 50_000_000,
  clockDriftMs: 0,
}

/** For tests: cuts samples into windows as a worker does, with series numbered in the order in which it meets them. */
export class WindowMaker {
  private readonly known = new Map<string, number>()
  private sequence = 0

  window(second: number, samples: readonly Sample[], self: Partial<WorkerSelf> = {}): WindowMessage {
    const series: SeriesDefinition[] = []
    const ids: number[] = []
    const stats: number[] = []
    const encoded: Uint8Array[] = []
    for (const { metric, tags = {}, values } of samples) {
      const definition = builtInMetric(metric)
      const kind = definition?.kind ?? 'trend'
      const key = seriesKey(metric, tags)
      const id = this.known.get(key) ?? this.known.size
      if (!this.known.has(key)) {
        this.known.set(key, id)
        series.push({ id, metric, kind, unit: definition?.unit ?? 'default', tags })
      }
      ids.push(id)
      const sum = kind === 'gauge' ? (values.at(-1) ?? 0) : values.reduce((total, value) => total + value, 0)
      stats.push(values.length, sum, Math.min(...values), Math.max(...values))
      const histogram = new Histogram()
      for (const value of values) histogram.record(value)
      encoded.push(kind === 'trend' ? encodeHistogram(histogram) : new Uint8Array(0))
    }
    return {
      type: 'window',
      sequence: this.sequence++,
      second,
      series,
      ids: Uint32Array.from(ids),
      stats: Float64Array.from(stats),
      histogramLengths: Uint32Array.from(encoded.map((bytes) => bytes.length)),
      histograms: new Uint8Array(Buffer.concat(encoded)),
      self: { ...HEALTHY, ...self },
    }
  }

  /** Skips a sequence number, as if a window got lost. */
  lose(): void {
    this.sequence++
  }
}
