import { basename } from 'node:path'
import type { Tags } from '../../../shared/metrics/series.ts'
import { Aggregates } from './aggregates.ts'
import { type CsvRow, csvRows } from './csvRows.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import { type ForeignFacts, badResults, tooLarge } from './foreignRun.ts'
import { numberOf } from './json.ts'

// `locust --csv NAME` writes NAME_stats.csv and NAME_stats_history.csv (https://docs.locust.io/en/stable/retrieving-stats.html).
// Times are milliseconds, percentiles rounded to two digits above 100 ms. The row named `Aggregated` is the whole.

const MOST_ROWS = 2_000_000
const WHOLE = 'Aggregated'

/** @param writtenAtMs the table tells no time: it is dated by the file */
export async function readLocustStats(file: string, writtenAtMs: number): Promise<ForeignDocument> {
  const aggregates = new Aggregates()
  let durationMs = Number.NaN
  let rows = 0
  for await (const row of csvRows(file)) {
    if (++rows > MOST_ROWS) throw tooLarge(file, `more than ${MOST_ROWS} rows`)
    const whole = row['Name'] === WHOLE
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
        p50: us(row, '50%'),
        p90: us(row, '90%'),
        p95: us(row, '95%'),
        p99: us(row, '99%'),
      },
      tags,
    )
  }
  if (!(durationMs > 0)) throw badResults(file, `it has no row ${WHOLE} with requests`)
  return {
    facts: factsOf(file, 'Locust stats CSV', [
      'Locust rounds percentiles to two digits.',
      'The table does not say when the run was: it is dated by the file.',
    ]),
    aggregates,
    startedAtMs: writtenAtMs - durationMs,
    durationMs,
  }
}

/** A row per second and a growing total; percentiles of a row are those of the ten seconds before it. */
export async function readLocustHistory(file: string): Promise<ForeignDocument> {
  const aggregates = new Aggregates()
  let first = Number.NaN
  let last: CsvRow | undefined
  let rows = 0
  for await (const row of csvRows(file)) {
    if (++rows > MOST_ROWS) throw tooLarge(file, `more than ${MOST_ROWS} rows`)
    const atS = at(row, 'Timestamp')
    if (row['Name'] !== WHOLE || !Number.isFinite(atS)) continue
    if (Number.isNaN(first)) first = atS
    last = row
    const rate = orZero(at(row, 'Requests/s'))
    aggregates.course.push({
      second: Math.max(0, Math.round(atS - first)),
      p50Us: orNull(us(row, '50%')),
      p95Us: orNull(us(row, '95%')),
      p99Us: orNull(us(row, '99%')),
      requestRate: rate,
      failedShare: rate === 0 ? 0 : Math.min(1, orZero(at(row, 'Failures/s')) / rate),
      iterationRate: 0,
      vus: orZero(at(row, 'User Count')),
      plannedVUs: null,
      droppedIterations: 0,
    })
  }
  if (last === undefined || aggregates.course.length < 2) throw badResults(file, `it has no rows ${WHOLE}`)
  const requests = at(last, 'Total Request Count')
  aggregates.counter('http_reqs', requests)
  aggregates.rate('http_req_failed', at(last, 'Total Failure Count'), requests)
  aggregates.trend('http_req_duration', {
    count: requests,
    mean: us(last, 'Total Average Response Time'),
    min: us(last, 'Total Min Response Time'),
    max: us(last, 'Total Max Response Time'),
    p50: us(last, 'Total Median Response Time'),
  })
  return {
    facts: factsOf(file, 'Locust history CSV', [
      'Percentiles over time are those of ten seconds; of the whole run Locust tells the median alone here.',
    ]),
    aggregates,
    startedAtMs: first * 1000,
    durationMs: Math.max(1000, (at(last, 'Timestamp') - first) * 1000),
  }
}

function factsOf(file: string, format: string, warnings: string[]): ForeignFacts {
  const origin = { tool: 'Locust', format, lacks: ['seconds', 'histogram'] } as const
  return { name: basename(file), origin, missed: [], warnings }
}

function tagsOf(row: CsvRow): Tags {
  const [name = '', method = ''] = [row['Name'], row['Type']]
  return { step: `${method} ${name}`.trim(), ...(method === '' ? {} : { method }) }
}

function at(row: CsvRow, name: string): number {
  return numberOf(row[name])
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
