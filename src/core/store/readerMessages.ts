import { baselineOf, listBaselines } from './queries/baselines.ts'
import { readComparisons } from './queries/comparison.ts'
import { readCurves } from './queries/curves.ts'
import { readHeatMap } from './queries/heatMap.ts'
import { listRuns, runFacets, runsFingerprint } from './queries/listRuns.ts'
import { readRangeReport } from './queries/rangeReport.ts'
import { readReplayFrames } from './queries/replayFrames.ts'
import { readRunPage } from './queries/runPage.ts'
import { readSlice, readTags } from './queries/slice.ts'
import { listScenarios, readTrend } from './queries/trends.ts'

/** What the reader can be asked: each takes the database and at most one value, and answers with plain data. */
export const READS = {
  baselineOf,
  listBaselines,
  listRuns,
  listScenarios,
  readComparisons,
  readCurves,
  readHeatMap,
  readRangeReport,
  readReplayFrames,
  readRunPage,
  readSlice,
  readTags,
  readTrend,
  runFacets,
  runsFingerprint,
} as const
