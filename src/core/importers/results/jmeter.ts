import { SaxesParser } from 'saxes'
import { type CsvRow, csvRows } from './csvRows.ts'
import { type ForeignFacts, badResults } from './foreignRun.ts'
import { type JMeterSample, JMeterSamples } from './jmeterSamples.ts'
import { numberOf } from './json.ts'
import type { ResultFile } from './resultFile.ts'
import type { SampleSeconds } from './sampleSeconds.ts'

// JMeter's listeners write one entry per sample (https://jmeter.apache.org/usermanual/listeners.html): CSV with names in the first
// line, or XML. Times are milliseconds; `elapsed` runs from before the connection to the last byte, `Latency` to the first.
// Which columns there are, jmeter.properties says: Connect, sentBytes and URL are missing in what older versions write by default.

/** @throws HeadroomError IMPORT_INVALID, IMPORT_TOO_LARGE */
export async function readJMeterCsv(source: ResultFile, into: SampleSeconds): Promise<ForeignFacts> {
  const samples = new JMeterSamples(into)
  for await (const rows of csvRows(source)) for (const row of rows) addRow(source, samples, row)
  return samples.facts(source, 'JMeter JTL, CSV')
}

function addRow(source: ResultFile, samples: JMeterSamples, row: CsvRow): void {
  const at = (name: string): string => row.at(name) ?? ''
  const sample = sampleOf(at, CSV, timeOf(at(CSV.startMs)))
  if (!Number.isFinite(sample.startMs) || !Number.isFinite(sample.elapsedMs)) {
    throw badResults(source, `row ${row.number} has no time stamp with a date, or no elapsed time`)
  }
  samples.add(sample)
}

/** Milliseconds, or text in the format that jmeter.save.saveservice.timestamp_format asks for: in the time zone of this machine. */
function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Date.parse(text)
}

const MOST_DEPTH = 50

/** Samples inside others count only within transactions: redirects and embedded resources are part of their request. */
export async function readJMeterXml(source: ResultFile, into: SampleSeconds): Promise<ForeignFacts> {
  const samples = new JMeterSamples(into)
  const parser = new SaxesParser()
  let failure: Error | undefined
  /** Of the samples that are open: whether those in them are requests of their own. */
  const open: boolean[] = []
  let depth = 0
  parser.on('error', (error) => {
    failure ??= error
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > MOST_DEPTH) failure ??= new Error(`elements lie in each other more than ${MOST_DEPTH} deep`)
    if (name !== 'sample' && name !== 'httpSample') return
    const counts = open.at(-1) !== false
    open.push(counts ? addElement(samples, attributes) : false)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    if (name === 'sample' || name === 'httpSample') open.pop()
  })
  for await (const chunk of source.chunks()) {
    parser.write(chunk)
    if (failure !== undefined) throw badResults(source, failure.message)
  }
  // A test that was killed leaves its file without the last end tag: what was read counts.
  source.cutOff = depth > 0
  return samples.facts(source, 'JMeter JTL, XML')
}

/** @returns whether it was a transaction */
function addElement(samples: JMeterSamples, attributes: Readonly<Record<string, string>>): boolean {
  const at = (name: string): string => attributes[name] ?? ''
  return samples.add(sampleOf(at, XML, numberOf(at(XML.startMs))))
}

type Names = Readonly<Record<keyof JMeterSample, string>>

/** What JMeter calls a sample's fields: columns, and attributes. */
const CSV: Names = {
  startMs: 'timeStamp',
  elapsedMs: 'elapsed',
  connectMs: 'Connect',
  latencyMs: 'Latency',
  label: 'label',
  code: 'responseCode',
  message: 'responseMessage',
  success: 'success',
  received: 'bytes',
  sent: 'sentBytes',
  threads: 'allThreads',
}
const XML: Names = {
  startMs: 'ts',
  elapsedMs: 't',
  connectMs: 'ct',
  latencyMs: 'lt',
  label: 'lb',
  code: 'rc',
  message: 'rm',
  success: 's',
  received: 'by',
  sent: 'sby',
  threads: 'na',
}

function sampleOf(at: (name: string) => string, names: Names, startMs: number): JMeterSample {
  const number = (field: keyof JMeterSample): number => numberOf(at(names[field]))
  return {
    startMs,
    elapsedMs: number('elapsedMs'),
    connectMs: number('connectMs'),
    latencyMs: number('latencyMs'),
    label: at(names.label),
    code: at(names.code),
    message: at(names.message),
    success: at(names.success),
    received: number('received'),
    sent: number('sent'),
    threads: number('threads'),
  }
}
