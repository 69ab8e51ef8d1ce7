import type { Database } from 'better-sqlite3'
import type { SecondRange } from '../../../../shared/report.ts'
import { parseThreshold } from '../../../../shared/thresholds/parse.ts'
import { STEP_METRICS } from '../../../analysis/stepFigures.ts'
import type { StoredRun } from '../../../store/queries/runDetail.ts'
import { readRunWindows } from '../../../store/queries/runWindows.ts'
import { type PackedRange, fitRange } from './fitRange.ts'
import type { RangeData } from './rangeData.ts'

/** What headlines, steps, checks and failures are made of; thresholds may ask for more. */
const SHOWN_METRICS = [...STEP_METRICS, 'data_received', 'budget_wait', 'rate_limited', 'checks']

/**
 * What the figures of a stored run's ranges follow from, in no more bytes than that; undefined when it was stored without its
 * seconds, or without their histograms.
 */
export function packedRangeOf(database: Database, { summary }: StoredRun, mostBytes: number): PackedRange | undefined {
  const { run, thresholds, load } = summary
  if (run.origin?.lacks.some((lack) => lack === 'seconds' || lack === 'histogram') === true) return undefined
  const judged = thresholds.map(({ metric, expression }) => parseThreshold(metric, expression).metricName)
  const metrics = new Set([...SHOWN_METRICS, ...judged])
  const read = (seconds: number, part?: SecondRange): RangeData => {
    const windowSeconds = ([60, 10] as const).find((size) => seconds % size === 0) ?? 1
    return {
      ...readRunWindows(database, run.id, { metrics, windowSeconds, part }),
      run,
      thresholds,
      workers: load.workers,
    }
  }
  return fitRange(read, Math.max(0, Math.ceil(run.durationMs / 1000) - 1), mostBytes)
}
