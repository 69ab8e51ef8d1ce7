import { type SeriesDefinition, type Tags, seriesKey } from '../../shared/metrics/series.ts'
import { tagsBesideLoad } from '../../shared/observed.ts'
import { MOST_POINTS, boundPoints } from '../../shared/pointHistory.ts'
import type { LivePoint, LiveTick, StepRow } from '../../shared/run.ts'
import type { Accumulator } from '../analysis/accumulator.ts'
import { STEP_METRICS, shareOf, stepFigures } from '../analysis/stepFigures.ts'
import type { StepMetric } from '../analysis/stepFigures.ts'
import { MetricView } from './metrics/metricView.ts'
import type { RunMetrics } from './metrics/runMetrics.ts'

/** More lines than anybody can tell apart; what is beyond is stored all the same. */
const MOST_BESIDE = 60

/** What the charts beside the load draw: the newest second's value of each. */
interface Beside {
  key: string
  view: MetricView
}

interface Step {
  name: string
  views: ReadonlyMap<StepMetric, MetricView>
}

/** What the Live screen and the terminal show: headline, table of steps, history. Kept up as the seconds close. */
export class LiveBoard {
  private kept: LivePoint[] = []
  private readonly metrics: RunMetrics
  private readonly durations: MetricView
  private readonly requests: MetricView
  private readonly failures: MetricView
  private readonly iterations: MetricView
  private readonly dropped: MetricView
  private readonly users: MetricView
  private readonly steps = new Map<string, Step>()
  private readonly beside = new Map<string, Beside>()

  constructor(metrics: RunMetrics) {
    this.metrics = metrics
    const headline = (metric: string): MetricView => metrics.attach(new MetricView(metric, {}, true))
    this.durations = headline('http_req_duration')
    this.requests = headline('http_reqs')
    this.failures = headline('http_req_failed')
    this.iterations = headline('iterations')
    this.dropped = headline('dropped_iterations')
    this.users = headline('vus')
  }

  /** A step's row begins with its first series, as does a line beside the load. */
  seriesAdded(definition: SeriesDefinition): void {
    const { tags } = definition
    const seen = tagsBesideLoad(definition)
    if (seen !== undefined) this.besideAdded(definition.metric, seen)
    const name = tags['step']
    if (name === undefined || this.steps.has(name)) return
    const views = STEP_METRICS.map(
      (metric) => [metric, this.metrics.attach(new MetricView(metric, { step: name }))] as const,
    )
    this.steps.set(name, { name, views: new Map(views) })
  }

  private besideAdded(metric: string, tags: Tags): void {
    const key = seriesKey(metric, tags)
    if (this.beside.has(key) || this.beside.size >= MOST_BESIDE) return
    this.beside.set(key, { key, view: this.metrics.attach(new MetricView(metric, tags, true)) })
  }

  /** The second that closed last, as a point of the charts. */
  addPoint(second: number, plannedVUs: number | null): LivePoint {
    const histogram = this.durations.second?.histogram
    const percentile = (percent: number): number | null =>
      histogram === undefined || histogram.count === 0 ? null : histogram.percentile(percent)
    const point: LivePoint = {
      second,
      p50Us: percentile(50),
      p95Us: percentile(95),
      p99Us: percentile(99),
      requestRate: this.requests.second?.sum ?? 0,
      failedShare: shareOf(this.failures.second),
      iterationRate: this.iterations.second?.sum ?? 0,
      vus: this.users.second?.sum ?? 0,
      plannedVUs,
      droppedIterations: this.dropped.second?.sum ?? 0,
    }
    const observed = this.observed()
    if (observed !== undefined) point.observed = observed
    this.kept.push(point)
    if (this.kept.length > MOST_POINTS) this.kept = [...boundPoints(this.kept)]
    return point
  }

  /** The history, bounded; its last point is the newest second. */
  get points(): readonly LivePoint[] {
    return this.kept
  }

  private observed(): Record<string, number> | undefined {
    const values: Record<string, number> = {}
    for (const { key, view } of this.beside.values()) {
      const { second } = view
      if (second === undefined || second.count === 0) continue
      values[key] = besideValue(second)
    }
    return Object.keys(values).length === 0 ? undefined : values
  }

  get peakVUs(): number {
    const gathered = this.users.sinceStart
    return gathered === undefined || gathered.count === 0 ? 0 : gathered.max
  }

  get droppedIterations(): number {
    return this.dropped.sinceStart?.sum ?? 0
  }

  /** @param seconds of the run so far */
  total(seconds: number): LiveTick['total'] {
    const histogram = this.durations.sinceStart?.histogram
    const requests = this.requests.sinceStart?.sum ?? 0
    return {
      requests,
      p50Us: histogram?.percentile(50) ?? 0,
      p95Us: histogram?.percentile(95) ?? 0,
      p99Us: histogram?.percentile(99) ?? 0,
      failedShare: shareOf(this.failures.sinceStart),
      requestRate: seconds > 0 ? requests / seconds : 0,
    }
  }

  /** Only steps that sent a request, in the order in which they first did. */
  stepRows(seconds: number): StepRow[] {
    const rows: StepRow[] = []
    for (const { name, views } of this.steps.values()) {
      const row = stepFigures(name, (metric) => views.get(metric)?.sinceStart, seconds)
      if (row) rows.push(row)
    }
    return rows
  }
}

function besideValue({ kind, histogram, sum, count }: Accumulator): number {
  if (histogram !== undefined) return histogram.percentile(95)
  return kind === 'rate' ? sum / count : sum
}
