import type { MetricKind, MetricUnit } from '../../../shared/metrics/definitions.ts'
import { failureOfCode } from '../../../shared/failures.ts'
import { type CsvRow, csvRows } from './csvRows.ts'
import { type ForeignFacts, badResults } from './foreignRun.ts'
import { parseJsonObject, textOf } from './json.ts'
import type { ResultFile } from './resultFile.ts'
import { type SampleSeconds, foldedWarning } from './sampleSeconds.ts'

// k6 writes each value of each metric: `--out json` as lines (https://grafana.com/docs/k6/latest/results-output/real-time/json/),
// `--out csv` as rows (https://grafana.com/docs/k6/latest/results-output/real-time/csv/). Times are milliseconds in both.

/** Tags that are kept. k6's `name` is our step; `url` has no bound. */
const KEPT_TAGS = ['method', 'status', 'expected_response', 'group', 'scenario', 'check', 'error_code'] as const
const KINDS: Readonly<Record<string, MetricKind>> = { counter: 'counter', gauge: 'gauge', rate: 'rate', trend: 'trend' }
const UNITS: Readonly<Record<string, MetricUnit>> = { time: 'time', data: 'data', default: 'default' }

type OwnMetric = { name: string; kind: MetricKind; unit: MetricUnit }
type TagOf = (name: string) => string | undefined

/** @throws HeadroomError IMPORT_INVALID with the line, IMPORT_TOO_LARGE */
export async function readK6Json(source: ResultFile, into: SampleSeconds): Promise<ForeignFacts> {
  const own = new Map<string, OwnMetric>()
  let number = 0
  for await (const { lines, unended } of source.lines()) {
    for (const line of lines) {
      number++
      if (line === '') continue
      const entry = parseJsonObject(line)
      if (entry !== undefined) addEntry(source, into, own, entry, number)
      else if (unended) source.cutOff = true
      else throw badResults(source, 'a line is not a JSON object', number)
    }
  }
  return factsOf(source, 'k6 --out json', into)
}

function addEntry(
  source: ResultFile,
  into: SampleSeconds,
  own: Map<string, OwnMetric>,
  entry: Readonly<Record<string, unknown>>,
  line: number,
): void {
  const name = textOf(entry['metric'])
  const data = entry['data'] as Record<string, unknown> | undefined
  if (name === undefined || typeof data !== 'object' || data === null) return
  if (entry['type'] === 'Metric') {
    const [kind = 'trend', unit = 'default'] = [KINDS[String(data['type'])], UNITS[String(data['contains'])]]
    own.set(name, { name, kind, unit })
  } else if (entry['type'] === 'Point') {
    const atMs = Date.parse(String(data['time']))
    if (!Number.isFinite(atMs)) throw badResults(source, 'a point has no time', line)
    const tags = (data['tags'] ?? {}) as Readonly<Record<string, unknown>>
    addValue(into, name, (tag) => textOf(tags[tag]), atMs, Number(data['value']), own.get(name))
  }
}

/** Metrics that are not k6's own have no type in CSV: they count as trends without a unit. */
export async function readK6Csv(source: ResultFile, into: SampleSeconds): Promise<ForeignFacts> {
  for await (const rows of csvRows(source)) for (const row of rows) addRow(source, into, row)
  return factsOf(source, 'k6 --out csv', into)
}

function addRow(source: ResultFile, into: SampleSeconds, row: CsvRow): void {
  const name = row.at('metric_name') ?? ''
  const time = row.at('timestamp') ?? ''
  const atMs = /^\d+$/.test(time) ? epochMs(Number(time)) : Date.parse(time)
  if (name === '' || !Number.isFinite(atMs)) throw badResults(source, `row ${row.number} has no metric or no time`)
  addValue(into, name, (tag) => row.at(tag), atMs, Number(row.at('metric_value')), undefined)
}

/** K6_CSV_TIME_FORMAT chooses seconds, milliseconds, microseconds or nanoseconds. */
function epochMs(value: number): number {
  let ms = value < 1e11 ? value * 1000 : value
  while (ms > 1e14) ms /= 1000
  return ms
}

function addValue(
  into: SampleSeconds,
  name: string,
  tagOf: TagOf,
  atMs: number,
  value: number,
  own: OwnMetric | undefined,
): void {
  const kept: Record<string, string> = {}
  const step = tagOf('name')
  if (step !== undefined && step !== '') kept['step'] = step
  for (const tag of KEPT_TAGS) {
    const text = tagOf(tag)
    if (text !== undefined && text !== '') kept[tag] = text
  }
  // k6's own texts name addresses; its codes are ours too.
  const error = kept['error_code'] === undefined ? undefined : failureOfCode(Number(kept['error_code']))
  if (error !== undefined) kept['error'] = error
  const series = into.series(name, kept, own)
  const { kind, unit } = into.definitions[series] ?? {}
  into.add(series, atMs, kind === 'trend' && unit === 'time' ? value * 1000 : value)
}

function factsOf(source: ResultFile, format: string, { samples, folded }: SampleSeconds): ForeignFacts {
  if (samples === 0) throw badResults(source, 'it holds no values')
  return {
    name: source.name,
    origin: { tool: 'k6', format, lacks: [] },
    missed: [],
    warnings: folded ? [foldedWarning] : [],
  }
}
