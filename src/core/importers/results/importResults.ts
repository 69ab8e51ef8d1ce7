import { HeadroomError } from '../../../shared/errors.ts'
import type { ImportedRun } from '../../../shared/library.ts'
import type { RunSink } from '../../../shared/run.ts'
import { storeAggregates } from './aggregates.ts'
import { readArtillery } from './artillery.ts'
import { readAutocannon } from './autocannon.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import type { ForeignFacts } from './foreignRun.ts'
import { headOf, readDocument, writtenAtMs } from './inputFile.ts'
import { readJMeterCsv, readJMeterXml } from './jmeter.ts'
import { objectOf, parseJsonObject } from './json.ts'
import { readK6Csv, readK6Json } from './k6Samples.ts'
import { readK6Summary } from './k6Summary.ts'
import { readLocustHistory, readLocustStats } from './locust.ts'
import { SampleSeconds } from './sampleSeconds.ts'
import { storeSamples } from './storeSamples.ts'

/** Reads single samples into seconds, or totals. */
type Reader =
  | { kind: 'samples'; read: (file: string, into: SampleSeconds) => Promise<ForeignFacts> }
  | { kind: 'totals'; read: (file: string) => Promise<ForeignDocument> }

/**
 * Results of another tool as a run. Which tool's they are, the content says, not the file's name.
 * @param sink takes the run; it must hide it until it is whole
 * @throws HeadroomError IMPORT_UNKNOWN, IMPORT_INVALID, IMPORT_TOO_LARGE, FILE_UNREADABLE; no run has begun then
 */
export async function importResults(file: string, id: string, sink: RunSink): Promise<ImportedRun> {
  const reader = readerOf(file)
  if (reader.kind === 'samples') {
    const samples = new SampleSeconds(file)
    const facts = await reader.read(file, samples)
    const { from, to } = samples.span
    await storeSamples(sink, id, facts, samples)
    return imported(id, facts, (to - from + 1) * 1000)
  }
  const document = await reader.read(file)
  storeAggregates(sink, id, document.facts, document.aggregates, document)
  return imported(id, document.facts, document.durationMs)
}

function imported(id: string, { name, origin, warnings }: ForeignFacts, durationMs: number): ImportedRun {
  return { id, name, origin, durationMs, warnings }
}

/** @throws HeadroomError IMPORT_UNKNOWN */
function readerOf(file: string): Reader {
  const head = headOf(file)
    .trimStart()
    .replace(/^\uFEFF/, '')
  const [firstLine = ''] = head.split(/\r?\n/, 1)
  if (head.startsWith('<')) {
    if (/<testResults[\s>]/.test(head)) return { kind: 'samples', read: readJMeterXml }
  } else if (head.startsWith('{')) {
    const first = parseJsonObject(firstLine)
    if (first?.['type'] === 'Metric' || first?.['type'] === 'Point') return { kind: 'samples', read: readK6Json }
    return { kind: 'totals', read: readJsonTotals }
  } else {
    const names = new Set(firstLine.split(',').map((name) => name.replaceAll('"', '').trim()))
    const has = (...wanted: string[]): boolean => wanted.every((name) => names.has(name))
    if (has('metric_name', 'timestamp', 'metric_value')) return { kind: 'samples', read: readK6Csv }
    if (has('timeStamp', 'elapsed', 'label')) return { kind: 'samples', read: readJMeterCsv }
    if (has('Timestamp', 'User Count', 'Total Request Count')) return { kind: 'totals', read: readLocustHistory }
    if (has('Type', 'Name', 'Request Count', 'Failure Count')) {
      return { kind: 'totals', read: (path) => readLocustStats(path, writtenAtMs(path)) }
    }
  }
  throw unknown(file)
}

async function readJsonTotals(file: string): Promise<ForeignDocument> {
  const document = objectOf(await readDocument(file)) ?? {}
  const has = (...names: string[]): boolean => names.every((name) => objectOf(document[name]) !== undefined)
  if (has('latency', 'requests', 'throughput')) return readAutocannon(file, document)
  if (has('aggregate')) return readArtillery(file, document)
  if (has('metrics')) return readK6Summary(file, document, writtenAtMs(file))
  throw unknown(file)
}

function unknown(file: string): HeadroomError {
  return new HeadroomError({
    code: 'IMPORT_UNKNOWN',
    message: `This is not a result file that Headroom knows: ${file}.`,
    hint: 'Known are .headroom-run, k6 (JSON, CSV, summary), JMeter JTL (CSV with names in its first line, XML), autocannon JSON, Artillery 2 JSON and Locust CSV.',
    at: { file },
  })
}
