import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import type {
  Exemplar,
  LivePoint,
  MergedWindow,
  RollupSeconds,
  RunEvent,
  RunFinish,
  RunSink,
  RunStart,
  SeriesPoint,
  WorkerSample,
} from '../../../shared/run.ts'

/** For tests: keeps all that a run yields, and in which order. */
export class MemorySink implements RunSink {
  readonly calls: string[] = []
  started: RunStart | undefined
  readonly definitions: SeriesDefinition[] = []
  readonly windows: MergedWindow[] = []
  readonly rollups: { seconds: RollupSeconds; window: MergedWindow }[] = []
  readonly points: LivePoint[] = []
  readonly samples: WorkerSample[] = []
  readonly events: RunEvent[] = []
  readonly exemplars: Exemplar[] = []
  total: readonly SeriesPoint[] = []
  finished: RunFinish | undefined

  begin(start: RunStart): void {
    this.calls.push('begin')
    this.started = start
  }

  series(definitions: readonly SeriesDefinition[]): void {
    this.calls.push('series')
    this.definitions.push(...definitions)
  }

  window(window: MergedWindow): void {
    this.calls.push('window')
    this.windows.push(window)
  }

  rollup(seconds: RollupSeconds, window: MergedWindow): void {
    this.calls.push('rollup')
    this.rollups.push({ seconds, window })
  }

  live(point: LivePoint): void {
    this.calls.push('live')
    this.points.push(point)
  }

  worker(sample: WorkerSample): void {
    this.calls.push('worker')
    this.samples.push(sample)
  }

  event(event: RunEvent): void {
    this.calls.push('event')
    this.events.push(event)
  }

  exemplar(exemplar: Exemplar): void {
    this.calls.push('exemplar')
    this.exemplars.push(exemplar)
  }

  totals(points: readonly SeriesPoint[]): void {
    this.calls.push('totals')
    this.total = points
  }

  finish(finish: RunFinish): void {
    this.calls.push('finish')
    this.finished = finish
  }
}
