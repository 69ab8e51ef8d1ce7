import type { Database } from 'better-sqlite3'
import { type SeriesDefinition, matchesTags } from '../../../shared/metrics/series.ts'
import type { ReplayFrame } from '../../../shared/report.ts'
import type { SeriesPoint } from '../../../shared/run.ts'
import { type MetricTotal, type ThresholdSource, judge } from '../../../shared/thresholds/judge.ts'
import { thresholdOf } from '../../../shared/thresholds/thresholdOf.ts'
import type { Threshold } from '../../../shared/thresholds/types.ts'
import { Accumulator, type PointStats } from '../../analysis/accumulator.ts'
import { combineGauges, gaugeMerge } from '../../analysis/gauges.ts'
import { REQUEST_METRICS, StepFigures } from '../../analysis/requestFigures.ts'
import { isExactPerSecond } from '../rangeTotals.ts'
import { readPointsIn, readSeries } from './points.ts'
import { findRun, readThresholds } from './runDetail.ts'

/** A frame per second of a short run, per ten seconds or minute of a long one: about a thousand frames. */
const RESOLUTIONS = [
  { resolution: 1, upToSeconds: 900 },
  { resolution: 10, upToSeconds: 10_800 },
  { resolution: 60, upToSeconds: Infinity },
] as const

/** The sub-metric that a threshold judges, added up as the windows pass. */
class Judged {
  readonly threshold: Threshold
  private sum: Accumulator | undefined
  private unit: SeriesDefinition['unit'] = 'default'
  private gauges: PointStats[] = []

  constructor(threshold: Threshold) {
    this.threshold = threshold
  }

  matches({ metric, tags }: SeriesDefinition): boolean {
    return metric === this.threshold.metricName && matchesTags(tags, this.threshold.filter)
  }

  add({ kind, unit }: SeriesDefinition, point: SeriesPoint): void {
    this.sum ??= new Accumulator(kind)
    this.unit = unit
    if (kind === 'gauge') this.gauges.push(point)
    else this.sum.addPoint(point)
  }

  endWindow(): void {
    if (this.gauges.length > 0) this.sum?.add(combineGauges(gaugeMerge(this.threshold.metricName), this.gauges))
    this.gauges = []
  }

  total(): MetricTotal | undefined {
    return this.sum?.asTotal(this.unit)
  }
}

/**
 * What the screen of a run had said at the end of each second (of ten, of a minute, when it was long), for showing it again.
 * Thresholds on phases of requests, whose seconds carry no histogram, have no value before the last frame; that one holds the
 * results as they were judged.
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readReplayFrames(database: Database, runId: string): ReplayFrame[] {
  const row = findRun(database, runId)
  const final = readThresholds(database, row.id)
  const judged = final.map((result) => new Judged(thresholdOf(result)))
  const series = new Map(
    readSeries(database, row.id)
      .filter(isExactPerSecond)
      .filter((one) => REQUEST_METRICS.has(one.metric) || judged.some((each) => each.matches(one)))
      .map((one) => [one.id, { one, judged: judged.filter((each) => each.matches(one)) }]),
  )
  const seconds = Math.max(1, Math.ceil(row.duration_ms / 1000))
  const { resolution } = RESOLUTIONS.find(({ upToSeconds }) => seconds <= upToSeconds) ?? RESOLUTIONS[2]
  const figures = new StepFigures()
  const frames: ReplayFrame[] = []
  const close = (second: number): void => {
    for (const each of judged) each.endWindow()
    const end = Math.min(second + resolution, row.duration_ms / 1000)
    frames.push({
      second: Math.min(second + resolution, seconds) - 1,
      total: figures.all.total(end),
      steps: figures.rows(end),
      thresholds: judge(
        judged.map(({ threshold }) => threshold),
        sourceOf(judged, end * 1000),
      ),
    })
  }
  const closeUntil = (end: number): void => {
    for (let second = frames.length * resolution; second < end; second += resolution) close(second)
  }
  for (const point of readPointsIn(database, row.id, resolution, { from: 0, to: seconds }, [...series.keys()])) {
    closeUntil(point.second)
    const found = series.get(point.series)
    if (found === undefined) continue
    figures.add(found.one, point)
    for (const each of found.judged) each.add(found.one, point)
  }
  closeUntil(seconds)
  const last = frames.at(-1)
  return last === undefined ? [] : [...frames.slice(0, -1), { ...last, thresholds: final }]
}

function sourceOf(judged: readonly Judged[], elapsedMs: number): ThresholdSource {
  return {
    elapsedMs,
    total: (metricName, filter) =>
      judged.find(({ threshold }) => threshold.metricName === metricName && threshold.filter === filter)?.total(),
  }
}
