import type { Lack } from '../../../shared/run.ts'
import { type ForeignFacts, badResults } from './foreignRun.ts'
import type { ResultFile } from './resultFile.ts'
import { type SampleSeconds, foldedWarning } from './sampleSeconds.ts'

/** One entry of a JTL file; numbers that it does not tell are NaN, texts empty. */
export interface JMeterSample {
  /** When it began, as JMeter writes it by default. */
  startMs: number
  elapsedMs: number
  connectMs: number
  latencyMs: number
  label: string
  code: string
  message: string
  /** `true` or `false`. */
  success: string
  received: number
  sent: number
  threads: number
}

/** A transaction controller's own sample spans those of its requests. */
const TRANSACTION = /^Number of samples in transaction : (\d+)/
const NO_HTTP = /^Non HTTP response code: (?:[a-z]\w*\.)*/
/** Steps and outcomes whose series are remembered; more are looked up again. */
const MOST_REMEMBERED = 5000

/** The series of one label and outcome. */
interface RequestSeries {
  requests: number
  /** Absent where the file tells no outcome. */
  failed?: number
  duration: number
  connecting: number
  waiting: number
  receiving: number
}

/** Adds samples under our metrics' names. Connecting is not part of http_req_duration, here as in k6. */
export class JMeterSamples {
  private readonly into: SampleSeconds
  private readonly remembered = new Map<string, RequestSeries>()
  private requests = 0
  private ofTransactions = 0
  private withThreads = false
  private withConnect = true
  private withOutcome = true

  constructor(into: SampleSeconds) {
    this.into = into
  }

  /** @returns whether it was the sample of a transaction */
  add(sample: JMeterSample): boolean {
    const { startMs, elapsedMs, label } = sample
    const { into } = this
    const endMs = startMs + elapsedMs
    const [, inTransaction] = TRANSACTION.exec(sample.message) ?? []
    if (inTransaction !== undefined) {
      this.ofTransactions += Number(inTransaction)
      into.add(into.series('group_duration', { group: label }), endMs, elapsedMs * 1000)
      return true
    }
    this.addRequest(sample, endMs)
    into.add(into.series('data_received', {}), endMs, sample.received)
    into.add(into.series('data_sent', {}), endMs, sample.sent)
    if (sample.threads > 0) {
      this.withThreads = true
      into.add(into.series('vus', {}), endMs, sample.threads)
    }
    return false
  }

  facts(source: ResultFile, format: string): ForeignFacts {
    const { samples, folded } = this.into
    if (samples === 0) throw badResults(source, 'it holds no samples')
    const lacks: Lack[] = this.withOutcome ? [] : ['failures']
    const missing = this.ofTransactions - this.requests
    return {
      name: source.name,
      origin: { tool: 'JMeter', format, lacks },
      missed: [],
      warnings: [
        ...(folded ? [foldedWarning] : []),
        ...(missing > 0
          ? [
              `Its transactions hold at least ${missing} requests that are not in the file (“Generate parent sample”): save results as XML to have them.`,
            ]
          : []),
        ...(this.withConnect ? [] : ['The file does not say how long connecting took: its durations hold it.']),
        ...(this.withThreads ? [] : ['The file does not say how many threads ran.']),
      ],
    }
  }

  private addRequest(sample: JMeterSample, endMs: number): void {
    const { elapsedMs, connectMs, latencyMs } = sample
    const { into } = this
    const passed = passedOf(sample)
    const series = this.seriesOf(sample, passed)
    const connectingMs = Number.isNaN(connectMs) ? 0 : connectMs
    const put = (id: number, value: number): void => into.add(id, endMs, value)
    this.requests++
    this.withConnect &&= !Number.isNaN(connectMs)
    put(series.requests, 1)
    put(series.duration, Math.max(0, elapsedMs - connectingMs) * 1000)
    // What is not told is NaN, and is not added.
    put(series.connecting, connectMs * 1000)
    put(series.waiting, Math.max(0, latencyMs - connectingMs) * 1000)
    put(series.receiving, Math.max(0, elapsedMs - latencyMs) * 1000)
    if (series.failed === undefined) this.withOutcome = false
    else put(series.failed, passed === true ? 0 : 1)
  }

  private seriesOf({ label, code, success }: JMeterSample, passed: boolean | undefined): RequestSeries {
    const key = `${label}\n${code}\n${success}`
    const known = this.remembered.get(key)
    if (known !== undefined) return known
    const status = /^\d{3}$/.test(code) ? code : '0'
    const expected = passed === undefined ? {} : { expected_response: String(passed) }
    const tags = { step: label, status, ...expected }
    const error = passed === false ? errorOf(code) : undefined
    const id = (metric: string): number => this.into.series(metric, tags)
    const series: RequestSeries = {
      requests: id('http_reqs'),
      duration: id('http_req_duration'),
      connecting: id('http_req_connecting'),
      waiting: id('http_req_waiting'),
      receiving: id('http_req_receiving'),
    }
    if (passed !== undefined) {
      series.failed = this.into.series('http_req_failed', error === undefined ? tags : { ...tags, error })
    }
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear()
    this.remembered.set(key, series)
    return series
  }
}

/** Undefined when the file tells neither success nor the response's code. */
function passedOf({ success, code }: JMeterSample): boolean | undefined {
  if (success !== '') return success !== 'false'
  return code === '' ? undefined : /^[123]\d\d$/.test(code)
}

/** Why a sample failed, where its status does not say it: the exception, or that the test's own assertions did it. */
function errorOf(code: string): string | undefined {
  if (NO_HTTP.test(code)) return code.replace(NO_HTTP, '')
  return /^[45]\d\d$/.test(code) ? undefined : 'failed in JMeter'
}
