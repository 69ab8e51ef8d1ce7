import { basename } from 'node:path'
import { SaxesParser } from 'saxes'
import { csvRows } from './csvRows.ts'
import { type ForeignFacts, badResults } from './foreignRun.ts'
import { chunksOf } from './inputFile.ts'
import { numberOf } from './json.ts'
import type { SampleSeconds } from './sampleSeconds.ts'

// JMeter's listeners write one entry per sample (https://jmeter.apache.org/usermanual/listeners.html): CSV with names in the first
// line, or XML. Times are milliseconds; `elapsed` runs from before the connection to the last byte, `Latency` to the first.

interface JMeterSample {
  /** When it began, as JMeter writes it by default. */
  startMs: number
  elapsedMs: number
  connectMs: number
  latencyMs: number
  label: string
  code: string
  message: string
  success: boolean
  received: number
  sent: number
  threads: number
}

/** A transaction controller's own sample spans those of its requests. */
const TRANSACTION = /^Number of samples in transaction/

/** @throws HeadroomError IMPORT_INVALID, IMPORT_TOO_LARGE */
export async function readJMeterCsv(file: string, into: SampleSeconds): Promise<ForeignFacts> {
  const adder = new JMeterAdder(into)
  for await (const row of csvRows(file)) {
    const startMs = /^\d+$/.test(row['timeStamp'] ?? '') ? Number(row['timeStamp']) : Date.parse(row['timeStamp'] ?? '')
    const elapsedMs = numberOf(row['elapsed'])
    if (!Number.isFinite(startMs) || !Number.isFinite(elapsedMs)) {
      throw badResults(file, 'a row has no time stamp or no elapsed time')
    }
    adder.add({
      startMs,
      elapsedMs,
      connectMs: orZero(row['Connect']),
      latencyMs: orZero(row['Latency']),
      label: row['label'] ?? '',
      code: row['responseCode'] ?? '',
      message: row['responseMessage'] ?? '',
      success: row['success'] !== 'false',
      received: orZero(row['bytes']),
      sent: orZero(row['sentBytes']),
      threads: orZero(row['allThreads']),
    })
  }
  return adder.facts(file, 'JMeter JTL, CSV')
}

const MOST_DEPTH = 50

/** Samples inside others count only within transactions: redirects and embedded resources are part of their request. */
export async function readJMeterXml(file: string, into: SampleSeconds): Promise<ForeignFacts> {
  const adder = new JMeterAdder(into)
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
    const sample = xmlSample(attributes)
    if (open.at(-1) !== false) adder.add(sample)
    open.push(TRANSACTION.test(sample.message))
  })
  parser.on('closetag', ({ name }) => {
    depth--
    if (name === 'sample' || name === 'httpSample') open.pop()
  })
  for await (const chunk of chunksOf(file)) {
    parser.write(chunk)
    if (failure !== undefined) throw badResults(file, failure.message)
  }
  // A test that was ended leaves its file without the last end tag: what was read counts.
  return adder.facts(file, 'JMeter JTL, XML')
}

function xmlSample(attributes: Readonly<Record<string, string>>): JMeterSample {
  const at = (name: string): string => attributes[name] ?? ''
  return {
    startMs: numberOf(at('ts')),
    elapsedMs: numberOf(at('t')),
    connectMs: orZero(at('ct')),
    latencyMs: orZero(at('lt')),
    label: at('lb'),
    code: at('rc'),
    message: at('rm'),
    success: at('s') !== 'false',
    received: orZero(at('by')),
    sent: orZero(at('sby')),
    threads: orZero(at('na')),
  }
}

/** Adds samples under our metrics' names. Connecting is not part of http_req_duration, here as in k6. */
class JMeterAdder {
  private readonly into: SampleSeconds
  private withThreads = false

  constructor(into: SampleSeconds) {
    this.into = into
  }

  add(sample: JMeterSample): void {
    const { startMs, elapsedMs, connectMs, latencyMs, label, code, success } = sample
    const endMs = startMs + elapsedMs
    const { into } = this
    if (TRANSACTION.test(sample.message)) {
      into.add(into.series('group_duration', { group: label }), endMs, elapsedMs * 1000)
      return
    }
    const tags = { step: label, status: /^\d{3}$/.test(code) ? code : '0', expected_response: String(success) }
    const put = (metric: string, value: number): void => into.add(into.series(metric, tags), endMs, value)
    put('http_reqs', 1)
    put('http_req_failed', success ? 0 : 1)
    put('http_req_duration', Math.max(0, elapsedMs - connectMs) * 1000)
    put('http_req_connecting', connectMs * 1000)
    put('http_req_waiting', Math.max(0, latencyMs - connectMs) * 1000)
    put('http_req_receiving', Math.max(0, elapsedMs - latencyMs) * 1000)
    into.add(into.series('data_received', {}), endMs, sample.received)
    into.add(into.series('data_sent', {}), endMs, sample.sent)
    if (sample.threads > 0) {
      this.withThreads = true
      into.add(into.series('vus', {}), endMs, sample.threads)
    }
  }

  facts(file: string, format: string): ForeignFacts {
    const { samples, folded } = this.into
    if (samples === 0) throw badResults(file, 'it holds no samples')
    return {
      name: basename(file),
      origin: { tool: 'JMeter', format, lacks: [] },
      missed: [],
      warnings: [
        ...(folded ? ['There were more than 1,000 series: further ones are the step “other”.'] : []),
        ...(this.withThreads ? [] : ['The file does not say how many threads ran.']),
      ],
    }
  }
}

function orZero(value: unknown): number {
  const number = numberOf(value)
  return Number.isFinite(number) ? number : 0
}
