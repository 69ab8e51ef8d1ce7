import type { Database } from 'better-sqlite3'
import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import { PHASE_NAMES } from '../../../shared/phaseNames.ts'
import type { PhaseRow, RangeReport, SecondRange } from '../../../shared/report.ts'
import type { LoadFacts, RunRecord, SeriesPoint } from '../../../shared/run.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { tellsSeconds } from '../../../shared/origin.ts'
import { measurementReasons } from '../../../shared/verdictText.ts'
import { distributionOf } from '../../analysis/distribution.ts'
import { summarizePart } from '../../analysis/partOfRun.ts'
import { merge } from '../../analysis/seriesTotals.ts'
import { rowPercentiles, trendTotal } from '../../analysis/trendTotal.ts'
import { groupByMetric } from '../../analysis/summarize.ts'
import { tagRows } from '../../analysis/tagRows.ts'
import { type ValidityVerdict, judgeValidity } from '../../analysis/validity.ts'
import { loadFactsOf } from '../loadFacts.ts'
import { rangeTotals, wholeTens } from '../rangeTotals.ts'
import { totalsOf } from '../totals.ts'
import { toRecord } from './listRuns.ts'
import { readSeries } from './points.ts'
import { detailOf, findRun, readSummary, readThresholds } from './runDetail.ts'

interface Part {
  run: RunRecord
  summary: RunSummary
  totals: readonly SeriesPoint[]
  verdict: ValidityVerdict
}

/**
 * The figures of a run that follow from a range of its seconds, all from merged histograms; without a range of the whole run.
 * Thresholds are judged as if the range had been the run. A range beyond the run is cut to it; a run that was imported without
 * its seconds has no parts, so its figures are always those of the whole.
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readRangeReport(
  database: Database,
  { runId, range: wanted }: { runId: string; range?: SecondRange | undefined },
): RangeReport {
  const row = findRun(database, runId)
  const series = readSeries(database, row.id)
  const lastSecond = Math.max(0, Math.ceil(row.duration_ms / 1000) - 1)
  const part = tellsSeconds(toRecord(row).origin) ? wanted : undefined
  const to = Math.min(part?.to ?? lastSecond, lastSecond)
  const range = { from: Math.min(Math.max(0, part?.from ?? 0), to), to }
  const isWhole = range.from === 0 && range.to === lastSecond
  const { run, summary, totals, verdict } = isWhole
    ? wholeRun(database, runId, series)
    : partOfRun(database, runId, series, range, lastSecond)
  const durations = merge(groupByMetric({ series, totals }).get('http_req_duration') ?? [])
  return {
    range,
    isWhole,
    durationMs: run.durationMs,
    summary,
    ...verdict,
    tags: tagRows(series, totals, run.durationMs / 1000),
    distribution: durations?.histogram === undefined ? null : distributionOf(durations.histogram),
    phases: phaseRows(series, totals),
    phaseRange: isWhole ? range : wholeTens(range, lastSecond),
  }
}

function wholeRun(database: Database, runId: string, series: readonly SeriesDefinition[]): Part {
  const row = findRun(database, runId)
  const run = toRecord(row)
  return {
    run,
    summary: readSummary(database, runId),
    totals: totalsOf(database, row.id, series),
    verdict: { validity: run.validity, reasons: measurementReasons(run) },
  }
}

function partOfRun(
  database: Database,
  runId: string,
  series: readonly SeriesDefinition[],
  range: SecondRange,
  lastSecond: number,
): Part {
  const row = findRun(database, runId)
  const totals = rangeTotals(database, row.id, series, range, lastSecond)
  const { load, health } = loadFactsOf(database, row.id, detailOf(database, row).workers, range)
  const thresholds = readThresholds(database, row.id)
  const summary = summarizePart({ run: toRecord(row), series, totals, thresholds, load }, range)
  const verdict = judgeValidity(health, outcomeOf(summary, load))
  return { run: summary.run, summary, totals, verdict }
}

/** Losses of workers and windows are known for the run as a whole only. */
function outcomeOf({ metrics }: RunSummary, load: LoadFacts): Parameters<typeof judgeValidity>[1] {
  const { iterations } = metrics
  return {
    workers: load.workers,
    lostWorkers: 0,
    missingWindows: 0,
    iterations: iterations?.type === 'counter' ? iterations.count : 0,
    droppedIterations: load.droppedIterations,
  }
}

function phaseRows(series: readonly SeriesDefinition[], totals: readonly SeriesPoint[]): PhaseRow[] {
  const byMetric = groupByMetric({ series, totals })
  return Object.keys(PHASE_NAMES).flatMap((metric) => {
    const { count, sum, percentile } = trendTotal(byMetric.get(metric) ?? [])
    if (count === 0) return []
    return [{ metric, count, meanUs: sum / count, ...rowPercentiles(percentile) }]
  })
}
