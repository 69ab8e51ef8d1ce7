import type { Database } from 'better-sqlite3'
import type { RunCurves } from '../../../shared/comparison.ts'
import { distributionOf, percentileCurve } from '../../analysis/compare/curves.ts'
import { readDurations } from './durations.ts'
import { factsOf } from './runDetail.ts'
import { readHistory } from './slice.ts'

/**
 * What to draw of runs beside each other.
 * @param question `step`: only its requests; null for all
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readCurves(
  database: Database,
  { runs, step }: { runs: readonly string[]; step: string | null },
): RunCurves[] {
  return runs.map((runId) => {
    const { number, facts } = factsOf(database, runId)
    const durations = readDurations(database, runId, step === null ? {} : { step })
    return {
      run: facts.record,
      // The headline of each second is stored; a step's is added up from its series.
      points: step === null ? headlines(database, number) : readHistory(database, runId, { step }),
      percentiles: percentileCurve(durations),
      distribution: distributionOf(durations),
    }
  })
}

function headlines(database: Database, run: number): RunCurves['points'] {
  return database
    .prepare<[number], RunCurves['points'][number]>(
      `SELECT second, p50_us AS p50Us, p95_us AS p95Us, p99_us AS p99Us, request_rate AS requestRate,
         failed_share AS failedShare FROM live_points WHERE run = ? ORDER BY second`,
    )
    .all(run)
}
