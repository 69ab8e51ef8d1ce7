import type { SeriesDefinition } from '../../../../shared/metrics/series.ts'
import type { SecondRange } from '../../../../shared/report.ts'
import type { RunRecord, SeriesPoint } from '../../../../shared/run.ts'
import type { ThresholdResult } from '../../../../shared/thresholds/types.ts'
import { Accumulator } from '../../../analysis/accumulator.ts'

/** What the figures of any range of a run's windows follow from. The report carries it, so that it can tell them without a database. */
export interface RangeData {
  run: RunRecord
  workers: number
  thresholds: readonly ThresholdResult[]
  /** Whole seconds per window; a range goes from the start of one to the end of one. */
  windowSeconds: number
  lastSecond: number
  series: readonly WindowedSeries[]
  /** Per window. */
  peakVUs: readonly number[]
  droppedIterations: readonly number[]
}

export interface WindowedSeries {
  definition: SeriesDefinition
  /** As the windows, or longer where shorter ones have no histogram (a request's phases). */
  windowSeconds: number
  /** Its windows that hold something, in the order of time; trends with histograms. */
  points: readonly WindowPoint[]
}

/** `second` is the first of the window. */
export type WindowPoint = SeriesPoint & { second: number }

/** The range of whole windows that holds a range of seconds. */
export function wholeWindows(range: SecondRange, seconds: number, lastSecond: number): SecondRange {
  const from = Math.max(0, Math.min(range.from, lastSecond))
  const to = Math.max(from, Math.min(range.to, lastSecond))
  return {
    from: Math.floor(from / seconds) * seconds,
    to: Math.min(lastSecond, Math.floor(to / seconds) * seconds + seconds - 1),
  }
}

/** What each series gathered in a range of whole windows, merged; series of longer windows in the whole ones of theirs around it. */
export function totalsIn({ series, lastSecond }: RangeData, range: SecondRange): SeriesPoint[] {
  return series.flatMap(({ definition, windowSeconds, points }) => {
    const { from, to } = wholeWindows(range, windowSeconds, lastSecond)
    const sum = new Accumulator(definition.kind)
    for (const point of points) if (point.second >= from && point.second <= to) sum.addPoint(point)
    return sum.count === 0 ? [] : [sum.toPoint(definition.id)]
  })
}

/** Windows out of shorter ones. @param seconds of the new ones: a multiple of the others' */
export function joinWindows({ definition, points }: WindowedSeries, seconds: number): WindowedSeries {
  const sum = new Accumulator(definition.kind)
  const joined: WindowPoint[] = []
  let second = 0
  const close = (): void => {
    if (sum.count > 0) joined.push({ ...sum.toPoint(definition.id), second })
    sum.reset()
  }
  for (const point of points) {
    const start = Math.floor(point.second / seconds) * seconds
    if (start !== second) close()
    second = start
    sum.addPoint(point)
  }
  close()
  return { definition, windowSeconds: seconds, points: joined }
}
