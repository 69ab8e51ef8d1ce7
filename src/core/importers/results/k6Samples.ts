import { basename } from 'node:path'
import type { MetricKind, MetricUnit } from '../../../shared/metrics/definitions.ts'
import { parseJsonObject, textOf } from './json.ts'
import { csvRows } from './csvRows.ts'
import { type ForeignFacts, badResults } from './foreignRun.ts'
import { linesOf } from './inputFile.ts'
import type { SampleSeconds } from './sampleSeconds.ts'

// k6 writes each value of each metric: `--out json` as lines (https://grafana.com/docs/k6/latest/results-output/real-time/json/),
// `--out csv` as rows (https://grafana.com/docs/k6/latest/results-output/real-time/csv/). Times are milliseconds in both.

/** Tags that are kept. k6's `name` is our step; `url` has no bound. */
const KEPT_TAGS = ['method', 'status', 'expected_response', 'group', 'scenario', 'check'] as const
const KINDS: Readonly<Record<string, MetricKind>> = { counter: 'counter', gauge: 'gauge', rate: 'rate', trend: 'trend' }
const UNITS: Readonly<Record<string, MetricUnit>> = { time: 'time', data: 'data', default: 'default' }

type TagTexts = Readonly<Record<string, unknown>>

/** @throws HeadroomError IMPORT_INVALID with the line, IMPORT_TOO_LARGE */
export async function readK6Json(file: string, into: SampleSeconds): Promise<ForeignFacts> {
  const custom = new Map<string, { name: string; kind: MetricKind; unit: MetricUnit }>()
  let number = 0
  for await (const line of linesOf(file)) {
    number++
    if (line === '') continue
    const entry = parseJsonObject(line)
    if (entry === undefined) throw badResults(file, 'a line is not a JSON object', number)
    const name = textOf(entry['metric'])
    const data = entry['data'] as Record<string, unknown> | undefined
    if (name === undefined || typeof data !== 'object' || data === null) continue
    if (entry['type'] === 'Metric') {
      custom.set(name, {
        name,
        kind: KINDS[String(data['type'])] ?? 'trend',
        unit: UNITS[String(data['contains'])] ?? 'default',
      })
    } else if (entry['type'] === 'Point') {
      const atMs = Date.parse(String(data['time']))
      if (!Number.isFinite(atMs)) throw badResults(file, 'a point has no time', number)
      addValue(into, name, (data['tags'] ?? {}) as TagTexts, atMs, Number(data['value']), custom.get(name))
    }
  }
  return factsOf(file, 'k6 --out json', into)
}

/** Metrics that are not k6's own have no type in CSV: they count as trends without a unit. */
export async function readK6Csv(file: string, into: SampleSeconds): Promise<ForeignFacts> {
  for await (const row of csvRows(file)) {
    const name = row['metric_name'] ?? ''
    const time = row['timestamp'] ?? ''
    const atMs = /^\d+$/.test(time) ? epochMs(Number(time)) : Date.parse(time)
    if (name === '' || !Number.isFinite(atMs)) throw badResults(file, 'a row has no metric or no time')
    addValue(into, name, row, atMs, Number(row['metric_value']), undefined)
  }
  return factsOf(file, 'k6 --out csv', into)
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
  tags: TagTexts,
  atMs: number,
  value: number,
  custom: { name: string; kind: MetricKind; unit: MetricUnit } | undefined,
): void {
  const kept: Record<string, string> = {}
  const step = textOf(tags['name'])
  if (step !== undefined && step !== '') kept['step'] = step
  for (const tag of KEPT_TAGS) {
    const text = textOf(tags[tag])
    if (text !== undefined && text !== '') kept[tag] = text
  }
  const series = into.series(name, kept, custom)
  const { kind, unit } = into.definitions[series] ?? {}
  into.add(series, atMs, kind === 'trend' && unit === 'time' ? value * 1000 : value)
}

function factsOf(file: string, format: string, { samples, folded }: SampleSeconds): ForeignFacts {
  if (samples === 0) throw badResults(file, 'it holds no values')
  return {
    name: basename(file),
    origin: { tool: 'k6', format, lacks: [] },
    missed: [],
    warnings: folded ? ['There were more than 1,000 series: further ones are the step “other”.'] : [],
  }
}
