import type { SecondRange } from '../../../../shared/report.ts'
import { Histogram } from '../../../../shared/metrics/histogram.ts'
import { summarizePart } from '../../../analysis/partOfRun.ts'
import { merge } from '../../../analysis/seriesTotals.ts'
import { groupByMetric } from '../../../analysis/summarize.ts'
import { tagRows } from '../../../analysis/tagRows.ts'
import type { Figures } from '../parts.ts'
import { decodeRangeData } from '../range/rangeCodec.ts'
import { type RangeData, totalsIn } from '../range/rangeData.ts'

/** The figures of a range, merged from the windows that the page carries, by the code that the app's report has them from. */
export function figuresOfRange(data: RangeData, range: SecondRange): Figures {
  const series = data.series.map(({ definition }) => definition)
  const totals = totalsIn(data, range)
  const windows = [Math.floor(range.from / data.windowSeconds), Math.floor(range.to / data.windowSeconds) + 1] as const
  const load = {
    workers: data.workers,
    peakVUs: Math.max(0, ...data.peakVUs.slice(...windows)),
    droppedIterations: data.droppedIterations.slice(...windows).reduce((sum, dropped) => sum + dropped, 0),
    // How the load generator fared is told of the whole run only.
    loopDelayP99Ms: 0,
    cpuShareMax: 0,
    timerLatenessP99Ms: 0,
    coordinatorLoopDelayP99Ms: 0,
  }
  const summary = summarizePart({ run: data.run, series, totals, thresholds: data.thresholds, load }, range)
  const durations = merge(groupByMetric({ series, totals }).get('http_req_duration') ?? [])
  const tags = tagRows(series, totals, summary.run.durationMs / 1000)
  return { summary, tags, durations: durations?.histogram ?? new Histogram() }
}

/** @param base64 of what was packed with DEFLATE; nothing is fetched for it */
export async function unpackRange(base64: string): Promise<RangeData> {
  const packed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return decodeRangeData(new Uint8Array(await new Response(stream).arrayBuffer()))
}
