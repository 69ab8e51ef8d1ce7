import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type { LiveTick, SeriesPoint, StepRow } from '../../shared/run.ts'
import { Accumulator } from './accumulator.ts'
import { rowPercentiles } from './trendTotal.ts'

/** Metrics that the headline figures of requests are made of. */
export const REQUEST_METRICS: ReadonlySet<string> = new Set(['http_reqs', 'http_req_duration', 'http_req_failed'])

/** What requests added up to: how many, how long, how many failed. Grows point by point. */
export class RequestFigures {
  private readonly durations = new Accumulator('trend')
  private readonly requests = new Accumulator('counter')
  private readonly failures = new Accumulator('rate')

  /** A point of one of the `REQUEST_METRICS`; others are left out. */
  add(metric: string, point: SeriesPoint): void {
    if (metric === 'http_reqs') this.requests.addPoint(point)
    else if (metric === 'http_req_duration') this.durations.addPoint(point)
    else if (metric === 'http_req_failed') this.failures.addPoint(point)
  }

  reset(): void {
    this.durations.reset()
    this.requests.reset()
    this.failures.reset()
  }

  get count(): number {
    return this.requests.sum
  }

  /** Share 0..1; 0 when nothing was judged. */
  get failedShare(): number {
    return this.failures.count === 0 ? 0 : this.failures.sum / this.failures.count
  }

  /** In microseconds; null when nothing finished. */
  percentile(percent: number): number | null {
    const { histogram } = this.durations
    return histogram === undefined || histogram.count === 0 ? null : histogram.percentile(percent)
  }

  /** @param seconds over which they were gathered */
  total(seconds: number): LiveTick['total'] {
    return {
      requests: this.count,
      ...rowPercentiles((percent) => this.percentile(percent) ?? 0),
      failedShare: this.failedShare,
      requestRate: seconds > 0 ? this.count / seconds : 0,
    }
  }
}

/** The same over all requests and per step, as the screens of a run show it. */
export class StepFigures {
  readonly all = new RequestFigures()
  private readonly steps = new Map<string, RequestFigures>()

  add({ metric, tags }: SeriesDefinition, point: SeriesPoint): void {
    this.all.add(metric, point)
    const step = tags['step']
    if (step === undefined) return
    let figures = this.steps.get(step)
    if (figures === undefined) this.steps.set(step, (figures = new RequestFigures()))
    figures.add(metric, point)
  }

  /** Only steps that finished a request, in the order in which they first did. */
  rows(seconds: number): StepRow[] {
    return [...this.steps].flatMap(([name, figures]) => {
      if (figures.count === 0) return []
      const { requests, requestRate, ...rest } = figures.total(seconds)
      return [{ name, count: requests, rate: requestRate, ...rest }]
    })
  }
}
