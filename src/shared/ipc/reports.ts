import { z } from 'zod'
import type { HeatMap, RangeReport, ReplayFrame, RunTag, Slice } from '../report.ts'
import { call, runIdText } from './call.ts'

const runId = z.object({ runId: runIdText })
const second = z.number().int().min(0)
const tags = z.record(z.string().max(200), z.string().max(1000)).refine((filter) => Object.keys(filter).length <= 10)

/** What screens ask of a run beside its page: parts of it, and what is shown of it in time. */
export const REPORT_CALLS = {
  /** Every figure that follows from a range of seconds; without a range of the whole run. */
  rangeReport: call<RangeReport>()(runId.extend({ range: z.object({ from: second, to: second }).optional() })),
  /** Null when no request was finished. */
  heatMap: call<HeatMap | null>()(runId),
  /** What the requests of a run can be told apart by, steps included. */
  runTags: call<readonly RunTag[]>()(runId),
  /** The requests that carry these tags, of a run that goes on or of a stored one: their history and their figures so far. */
  slice: call<Slice>()(runId.extend({ filter: tags, fromSecond: second })),
  /** What the screen of the run had shown as it went on. */
  replayFrames: call<readonly ReplayFrame[]>()(runId),
  /** Writes a remark into the events of the run that goes on. */
  noteRun: call<void>()(runId.extend({ text: z.string().trim().min(1).max(500) })),
  /** Full screen, and everything larger, for showing a run to others; or back. */
  setPresenting: call<void>()(z.object({ on: z.boolean() })),
}
