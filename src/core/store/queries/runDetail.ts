import type { Database } from 'better-sqlite3'
import type { BreakerResult } from '../../../shared/breaker.ts'
import { HeadroomError } from '../../../shared/errors.ts'
import type { RunDetail } from '../../../shared/ipc.ts'
import type { BreakingPoint, Exemplar, LivePoint, LoadFacts, MachineFacts, RunEvent } from '../../../shared/run.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import type { ThresholdResult } from '../../../shared/thresholds/types.ts'
import type { RunFacts } from '../../analysis/compare/changes.ts'
import { summarize } from '../../analysis/summarize.ts'
import { loadFactsOf } from '../loadFacts.ts'
import { totalsOf } from '../totals.ts'
import { type RunRow, toRecord } from './listRuns.ts'
import { readSeries } from './points.ts'

/** A run as it is stored; what is derived from the scenario's text is the caller's. */
export type StoredRun = Omit<RunDetail, 'plan'>

interface DetailRow {
  scenario_text: string
  base_url: string
  workers: number
  machine: string
  load: string | null
  baseline: string | null
}

/**
 * The summary of a run: of one under way, or one that was interrupted, from what is stored so far.
 * @param runId the run's id
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readSummary(database: Database, runId: string): RunSummary {
  const row = findRun(database, runId)
  return summaryOf(database, row, detailOf(database, row))
}

/** Everything that the page of a run shows. @throws HeadroomError RUN_NOT_FOUND */
export function readRun(database: Database, runId: string): StoredRun {
  const row = findRun(database, runId)
  const detail = detailOf(database, row)
  return {
    summary: summaryOf(database, row, detail),
    baseUrl: detail.base_url,
    scenarioText: detail.scenario_text,
    machine: JSON.parse(detail.machine) as MachineFacts,
    points: readLivePoints(database, row.id),
    events: readEvents(database, row.id),
    exemplars: readExemplars(database, row.id),
  }
}

/** What comparisons need to know of a run besides its points, and its number in the database. @throws HeadroomError RUN_NOT_FOUND */
export function factsOf(database: Database, runId: string): { number: number; facts: RunFacts } {
  const row = findRun(database, runId)
  const { scenario_text, base_url, workers, machine } = detailOf(database, row)
  const facts = {
    record: toRecord(row),
    scenarioText: scenario_text,
    baseUrl: base_url,
    workers,
    machine: JSON.parse(machine) as MachineFacts,
  }
  return { number: row.id, facts }
}

export function findRun(database: Database, runId: string): RunRow {
  const row = database
    .prepare<[string], RunRow>(`SELECT * FROM runs WHERE run_id = ? AND deleted_at_ms IS NULL`)
    .get(runId)
  if (row !== undefined) return row
  throw new HeadroomError({
    code: 'RUN_NOT_FOUND',
    message: `There is no run ${runId} in the database.`,
    hint: 'List the runs to see their ids.',
  })
}

export function detailOf(database: Database, { id }: RunRow): DetailRow {
  const detail = database
    .prepare<[number], DetailRow>(
      `SELECT scenario_text, base_url, workers, machine, load, baseline FROM run_details WHERE run = ?`,
    )
    .get(id)
  if (detail !== undefined) return detail
  throw new HeadroomError({
    code: 'DATABASE_CORRUPT',
    message: 'The details of a run are missing from the database.',
    hint: 'Put a backup in its place (they lie beside it).',
  })
}

function summaryOf(database: Database, row: RunRow, { load, workers, baseline }: DetailRow): RunSummary {
  const series = readSeries(database, row.id)
  const breakingPoints = readBreakingPoints(database, row.id)
  return summarize({
    run: toRecord(row),
    series,
    totals: totalsOf(database, row.id, series),
    thresholds: readThresholds(database, row.id),
    load: load === null ? loadFactsOf(database, row.id, workers).load : (JSON.parse(load) as LoadFacts),
    ...(baseline === null ? {} : { baseline: JSON.parse(baseline) as string[] }),
    ...(breakingPoints.length === 0 ? {} : { breakingPoints }),
    ...readBreaker(database, row.id),
  })
}

function readLivePoints(database: Database, run: number): LivePoint[] {
  return database
    .prepare<[number], Omit<LivePoint, 'observed'> & { observed: string | null }>(
      `SELECT second, p50_us AS p50Us, p95_us AS p95Us, p99_us AS p99Us, request_rate AS requestRate,
         failed_share AS failedShare, iteration_rate AS iterationRate, vus, planned_vus AS plannedVUs,
         dropped_iterations AS droppedIterations, observed
       FROM live_points WHERE run = ? ORDER BY second`,
    )
    .all(run)
    .map(({ observed, ...point }) =>
      observed === null ? point : Object.assign(point, { observed: JSON.parse(observed) as Record<string, number> }),
    )
}

function readEvents(database: Database, run: number): RunEvent[] {
  return database
    .prepare<[number], RunEvent>(`SELECT at_ms AS atMs, kind, level, text FROM events WHERE run = ? ORDER BY at_ms, id`)
    .all(run)
}

function readExemplars(database: Database, run: number): Exemplar[] {
  return database
    .prepare<[number], { detail: string }>(`SELECT detail FROM exemplars WHERE run = ? ORDER BY at_ms, id`)
    .all(run)
    .map(({ detail }) => JSON.parse(detail) as Exemplar)
}

type ThresholdRow = Pick<ThresholdResult, 'metric' | 'expression' | 'value' | 'limit'> & {
  baseline: number | null
  ok: number
  aborted: number
  source: string | null
}

export function readThresholds(database: Database, run: number): ThresholdResult[] {
  return database
    .prepare<[number], ThresholdRow>(
      `SELECT metric, expression, value, threshold_limit AS "limit", baseline, ok, aborted, source FROM thresholds WHERE run = ?
       ORDER BY position`,
    )
    .all(run)
    .map(({ metric, expression, value, limit, baseline, ok, aborted, source }) => {
      const result: ThresholdResult = { metric, expression, value, limit, ok: ok === 1, aborted: aborted === 1 }
      if (baseline !== null) result.baseline = baseline
      if (source !== null) result.source = source
      return result
    })
}

function readBreaker(database: Database, run: number): { breaker?: BreakerResult } {
  const row = database.prepare<[number], { result: string }>(`SELECT result FROM breakers WHERE run = ?`).get(run)
  return row === undefined ? {} : { breaker: JSON.parse(row.result) as BreakerResult }
}

function readBreakingPoints(database: Database, run: number): BreakingPoint[] {
  return database
    .prepare<[number], Omit<BreakingPoint, 'brokenBy' | 'levels'> & { brokenBy: string | null; levels: string }>(
      `SELECT executor, raised AS "raise", highest_held AS highestHeld, lowest_broken AS lowestBroken, broken_by AS brokenBy, levels
       FROM breaking_points WHERE run = ? ORDER BY position`,
    )
    .all(run)
    .map(({ brokenBy, levels, executor, raise, highestHeld, lowestBroken }) => {
      const point = {
        executor,
        raise,
        highestHeld,
        lowestBroken,
        levels: JSON.parse(levels) as BreakingPoint['levels'],
      }
      return brokenBy === null ? point : Object.assign(point, { brokenBy })
    })
}
