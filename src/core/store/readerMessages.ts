import type { ErrorDetail } from '../../shared/errors.ts'
import { baselineOf, listBaselines } from './queries/baselines.ts'
import { compareView } from './queries/comparison.ts'
import { readHeatMap } from './queries/heatMap.ts'
import { listRuns, runsFingerprint } from './queries/listRuns.ts'
import { readRangeReport } from './queries/rangeReport.ts'
import { readReplayFrames } from './queries/replayFrames.ts'
import { readRun } from './queries/runDetail.ts'
import { readSlice, readTags } from './queries/slice.ts'
import { listScenarios, readTrend } from './queries/trends.ts'

/** What the reader can be asked: each takes the database and at most one value, and answers with plain data. */
export const READS = {
  baselineOf,
  compareView,
  listBaselines,
  listRuns,
  listScenarios,
  readHeatMap,
  readRangeReport,
  readReplayFrames,
  readRun,
  readSlice,
  readTags,
  readTrend,
  runsFingerprint,
} as const

type Reads = typeof READS
export type ReadName = keyof Reads
/** The value that a read takes; undefined for those that take none. */
export type ReadArgument<Name extends ReadName> =
  Parameters<Reads[Name]> extends [unknown, infer Argument] ? Argument : undefined
export type ReadResult<Name extends ReadName> = ReturnType<Reads[Name]>

export interface ReadRequest {
  id: number
  name: ReadName
  argument: unknown
}
export type ReadAnswer = { id: number } & ({ ok: true; value: unknown } | { ok: false; error: ErrorDetail })
