import type { Tags } from '../../../shared/metrics/series.ts'
import { Aggregates, foldedStepsWarning } from './aggregates.ts'
import { type CsvRow, csvRows } from './csvRows.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { type ForeignFacts, badResults, tooLarge } from './foreignRun.ts'
import { numberOf } from './json.ts'
import type { ResultFile } from './resultFile.ts'

// `locust --csv NAME` writes NAME_stats.csv and NAME_stats_history.csv (https://docs.locust.io/en/stable/retrieving-stats.html).
// Times are milliseconds, percentiles rounded to two digits above 100 ms. The row named `Aggregated` is the whole.

const MOST_ROWS = 2_000_000
const WHOLE = 'Aggregated'

/** The table tells no time: it is dated by the file. */
export async function readLocustStats(source: ResultFile): Promise<ForeignDocument> {
  const aggregates = new Aggregates()
  let durationMs = Number.NaN
  for await (const row of boundedRows(source)) {
    const whole = row.at('Name') === WHOLE
    const requests = at(row, 'Request Count')
    if (whole) durationMs = (requests / at(row, 'Requests/s')) * 1000
    const tags: Tags = whole ? {} : tagsOf(row)
    if (!whole) {
      aggregates.counter('http_reqs', requests, tags)
      aggregates.rate('http_req_failed', at(row, 'Failure Count'), requests, tags)
    }
    aggregates.trend(
      'http_req_duration',
      {
        count: requests,
        mean: us(row, 'Average Response Time'),
        min: us(row, 'Min Response Time'),
        max: us(row, 'Max Response Time'),
        ...percentilesOf(row),
      },
      tags,
    )
  }
  if (!(durationMs > 0)) throw badResults(source, `it has no row ${WHOLE} with requests`)
  return {
    facts: factsOf(source, 'Locust stats CSV', [
      'Locust rounds percentiles to two digits.',
      'The table does not say when the run was: it is dated by the file.',
      ...(aggregates.folded ? [foldedStepsWarning] : []),
    ]),
    aggregates,
    startedAtMs: source.writtenAtMs - durationMs,
    durationMs,
  }
}

/**
 * A row per second, and a growing total. The percentiles of a row are those of the run until then; with --csv-full-history, which
 * writes a row for each name too, those of the ten seconds before it (Locust's stats.py, _stats_history_data_rows).
 */
export async function readLocustHistory(source: ResultFile): Promise<ForeignDocument> {
  const aggregates = new Aggregates()
  let first = Number.NaN
  let last: CsvRow | undefined
  let full = false
  for await (const row of boundedRows(source)) {
    const atS = at(row, 'Timestamp')
    full ||= row.at('Name') !== WHOLE
    if (row.at('Name') !== WHOLE || !Number.isFinite(atS)) continue
    if (Number.isNaN(first)) first = atS
    last = row
    const rate = orZero(at(row, 'Requests/s'))
    const { p50, p95, p99 } = percentilesOf(row)
    aggregates.course.push({
      second: Math.max(0, Math.round(atS - first)),
      p50Us: orNull(p50),
      p95Us: orNull(p95),
      p99Us: orNull(p99),
      requestRate: rate,
      failedShare: rate === 0 ? 0 : Math.min(1, orZero(at(row, 'Failures/s')) / rate),
      iterationRate: 0,
      vus: orZero(at(row, 'User Count')),
      plannedVUs: null,
      droppedIterations: 0,
    })
  }
  if (last === undefined || aggregates.course.length < 2) throw badResults(source, `it has no rows ${WHOLE}`)
  // Percentiles of all until then are no course.
  if (!full) for (const point of aggregates.course) Object.assign(point, { p50Us: null, p95Us: null, p99Us: null })
  const requests = at(last, 'Total Request Count')
  if (!(requests > 0)) throw badResults(source, 'it counts no requests')
  aggregates.counter('http_reqs', requests)
  aggregates.rate('http_req_failed', at(last, 'Total Failure Count'), requests)
  aggregates.trend('http_req_duration', {
    count: requests,
    mean: us(last, 'Total Average Response Time'),
    min: us(last, 'Total Min Response Time'),
    max: us(last, 'Total Max Response Time'),
    ...(full ? { p50: us(last, 'Total Median Response Time') } : percentilesOf(last)),
  })
  return {
    facts: factsOf(source, 'Locust history CSV', [
      full
        ? 'Percentiles over time are those of ten seconds; of the whole run Locust tells the median alone here.'
        : 'Locust rounds percentiles to two digits, and tells them for the whole run alone (over time with --csv-full-history).',
    ]),
    aggregates,
    startedAtMs: first * 1000,
    durationMs: Math.max(1000, (at(last, 'Timestamp') - first) * 1000),
  }
}

async function* boundedRows(source: ResultFile): AsyncGenerator<CsvRow, void, undefined> {
  let count = 0
  for await (const rows of csvRows(source)) {
    count += rows.length
    if (count > MOST_ROWS) throw tooLarge(source, `more than ${MOST_ROWS} rows`)
    yield* rows
  }
}

function factsOf(source: ResultFile, format: string, warnings: string[]): ForeignFacts {
  const origin = { tool: 'Locust', format, lacks: ['seconds', 'histogram'] } as const
  return { name: source.name, origin, missed: [], warnings }
}

function tagsOf(row: CsvRow): Tags {
  const [name = '', method = ''] = [row.at('Name'), row.at('Type')]
  return { step: `${method} ${name}`.trim(), ...(method === '' ? {} : { method }) }
}

function percentilesOf(row: CsvRow): { p50: number; p90: number; p95: number; p99: number } {
  return { p50: us(row, '50%'), p90: us(row, '90%'), p95: us(row, '95%'), p99: us(row, '99%') }
}

function at(row: CsvRow, name: string): number {
  return numberOf(row.at(name))
}

function us(row: CsvRow, name: string): number {
  return at(row, name) * 1000
}

function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
