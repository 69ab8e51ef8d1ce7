import { HeadroomError } from '../../../shared/errors.ts'
import { type ImportedRun, MOST_NAME } from '../../../shared/library.ts'
import type { RunSink } from '../../../shared/run.ts'
import { storeAggregates } from './aggregates.ts'
import { readArtillery } from './artillery.ts'
import { readAutocannon } from './autocannon.ts'
import type { ForeignDocument } from './foreignDocument.ts'
import type { ForeignFacts, ImportedAs } from './foreignRun.ts'
import { type ImportWatch, inSteps } from './importWatch.ts'
import { readJMeterCsv, readJMeterXml } from './jmeter.ts'
import { objectOf, parseJsonObject } from './json.ts'
import { readK6Csv, readK6Json } from './k6Samples.ts'
import { readK6Summary } from './k6Summary.ts'
import { readLocustHistory, readLocustStats } from './locust.ts'
import { csvNames } from './csvRows.ts'
import { ResultFile } from './resultFile.ts'
import { SampleSeconds } from './sampleSeconds.ts'
import { storeSamples } from './storeSamples.ts'

/** Reads single samples into seconds, or totals. */
type Reader =
  | { kind: 'samples'; read: (source: ResultFile, into: SampleSeconds) => Promise<ForeignFacts> }
  | { kind: 'totals'; read: (source: ResultFile) => Promise<ForeignDocument> }

/**
 * Results of another tool as a run. Which tool's they are, the content says, not the file's name.
 * @param sink takes the run; it must hide it until it is whole
 * @throws HeadroomError IMPORT_UNKNOWN, IMPORT_INVALID, IMPORT_TOO_LARGE, FILE_UNREADABLE: no run has begun then; what `watch.signal`
 * is aborted with: a run may have begun
 */
export async function importResults(
  file: string,
  id: string,
  sink: RunSink,
  { signal, ...progress }: ImportWatch = {},
  as: ImportedAs = {},
): Promise<ImportedRun> {
  const watch: ImportWatch = { ...(signal === undefined ? {} : { signal }), onProgress: inSteps(progress) }
  const source = new ResultFile(file, watch)
  const told = (facts: ForeignFacts): ForeignFacts => ({ ...withCutOff(facts, source), ...namesOf(facts, as) })
  const reader = readerOf(source)
  if (reader.kind === 'samples') {
    const samples = new SampleSeconds(source)
    const facts = told(await reader.read(source, samples))
    const { from, to } = samples.span
    await storeSamples(sink, id, facts, samples, watch)
    return imported(id, facts, (to - from + 1) * 1000)
  }
  const document = await reader.read(source)
  const facts = told(document.facts)
  storeAggregates(sink, id, facts, document.aggregates, document)
  return imported(id, facts, document.durationMs)
}

function withCutOff(facts: ForeignFacts, { cutOff }: ResultFile): ForeignFacts {
  if (!cutOff) return facts
  return { ...facts, warnings: [...facts.warnings, 'The file is cut off at its end: what was complete was read.'] }
}

function namesOf({ name }: ForeignFacts, as: ImportedAs): Pick<ForeignFacts, 'name' | 'scenario'> {
  return { name: as.name ?? name.replaceAll(/\s+/g, ' ').slice(0, MOST_NAME), scenario: as.scenario ?? as.name }
}

function imported(id: string, { name, origin, warnings }: ForeignFacts, durationMs: number): ImportedRun {
  return { id, name, origin, durationMs, warnings }
}

/** @throws HeadroomError IMPORT_UNKNOWN */
function readerOf(source: ResultFile): Reader {
  // trimStart takes a byte order mark too.
  const head = source.head().trimStart()
  const [firstLine = ''] = head.split(/\r?\n/, 1)
  if (head.startsWith('<')) {
    if (/<testResults[\s>]/.test(head)) return { kind: 'samples', read: readJMeterXml }
  } else if (head.startsWith('{')) {
    const first = parseJsonObject(firstLine)
    if (first?.['type'] === 'Metric' || first?.['type'] === 'Point') return { kind: 'samples', read: readK6Json }
    return { kind: 'totals', read: readJsonTotals }
  } else {
    const names = new Set(csvNames(firstLine))
    const has = (...wanted: string[]): boolean => wanted.every((name) => names.has(name))
    if (has('metric_name', 'timestamp', 'metric_value')) return { kind: 'samples', read: readK6Csv }
    if (has('timeStamp', 'elapsed', 'label')) return { kind: 'samples', read: readJMeterCsv }
    if (has('Timestamp', 'User Count', 'Total Request Count')) return { kind: 'totals', read: readLocustHistory }
    if (has('Type', 'Name', 'Request Count', 'Failure Count')) {
      return { kind: 'totals', read: readLocustStats }
    }
  }
  throw unknown(source)
}

async function readJsonTotals(source: ResultFile): Promise<ForeignDocument> {
  const document = objectOf(await source.document()) ?? {}
  const has = (...names: string[]): boolean => names.every((name) => objectOf(document[name]) !== undefined)
  if (has('latency', 'requests', 'throughput')) return readAutocannon(source, document)
  if (has('aggregate')) return readArtillery(source, document)
  if (has('metrics') || has('config', 'results')) return readK6Summary(source, document)
  throw unknown(source)
}

function unknown({ path }: ResultFile): HeadroomError {
  return new HeadroomError({
    code: 'IMPORT_UNKNOWN',
    message: `This is not a result file that Headroom knows: ${path}.`,
    hint: 'Known are .headroom-run, k6 (JSON, CSV, summary), JMeter JTL (CSV with names in its first line, XML), autocannon JSON, Artillery 2 JSON and Locust CSV.',
    at: { file: path },
  })
}
