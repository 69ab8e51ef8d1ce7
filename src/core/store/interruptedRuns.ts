import type { Database } from 'better-sqlite3'
import { formatDuration } from '../../shared/units.ts'
import { isSqliteError } from './databaseErrors.ts'
import { headlineOf } from './headline.ts'
import { readSeries } from './queries/points.ts'
import { type RunOwner, isGone } from './runOwner.ts'
import { totalsOf } from './totals.ts'
import { RunStatements } from './runStatements.ts'
import { loadFactsOf } from './loadFacts.ts'

interface OpenRun extends RunOwner {
  run: number
  runId: string
  durationMs: number
  workers: number
}

/**
 * Closes runs whose process is gone as `interrupted`, with the duration and the totals of what is stored, so that they can
 * be opened and compared. Runs that another living process writes are left alone.
 * @returns the ids of the runs closed
 */
export function closeInterruptedRuns(database: Database, nowMs: number = Date.now()): string[] {
  return openRuns(database)
    .filter((owner) => isGone(owner, nowMs))
    .filter((run) => database.transaction(() => close(database, run, nowMs)).immediate())
    .map(({ runId }) => runId)
}

/** The same as far as the database can be written now: who only reads must not fail for it, and the next one tries again. */
export function closeInterruptedIfPossible(database: Database): string[] {
  try {
    return closeInterruptedRuns(database)
  } catch (thrown) {
    if (!isSqliteError(thrown)) throw thrown
    return []
  }
}

function openRuns(database: Database): OpenRun[] {
  return database
    .prepare<[], OpenRun>(
      `SELECT id AS run, run_id AS runId, duration_ms AS durationMs, workers, owner_pid AS pid, owner_host AS host,
         heartbeat_at_ms AS heartbeatAtMs
       FROM runs JOIN run_details ON run_details.run = runs.id
       WHERE status = 'running' AND deleted_at_ms IS NULL`,
    )
    .all()
}

/** @returns false when its owner, or another process, was faster */
function close(database: Database, { run, runId }: OpenRun, nowMs: number): boolean {
  const current = openRuns(database).find((open) => open.runId === runId)
  if (current === undefined || !isGone(current, nowMs)) return false
  const series = readSeries(database, run)
  const totals = totalsOf(database, run, series)
  const statements = new RunStatements(database)
  for (const point of totals) statements.point(run, 0, 0, point)
  statements.finish(
    run,
    {
      durationMs: current.durationMs,
      status: 'interrupted',
      validity: 'doubtful',
      reasons: [
        {
          about: 'end',
          text: `The program that made this run ended before its time. What it had measured until then is kept: ${formatDuration(current.durationMs * 1000)}.`,
        },
      ],
      thresholds: [],
      load: loadFactsOf(database, run, current.workers).load,
    },
    headlineOf(series, totals),
  )
  return true
}
