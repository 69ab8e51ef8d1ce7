import type { Tags } from '../../../shared/metrics/series.ts'
import { errorCodeOfStatus } from '../http/failures.ts'
import type { HttpResult } from '../http/client.ts'
import type { RequestFailure } from '../http/failures.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { CounterSeries, RateSeries, TrendSeries } from '../metrics/series.ts'
import { AnswerHeaders, type WantedHeaders } from './answerHeaders.ts'
import type { ExecutorSeries } from './executorSeries.ts'

class LookupSeries {
  readonly set: SeriesSet
  readonly duration: TrendSeries

  constructor(registry: SeriesRegistry, tags: Tags) {
    this.duration = registry.trend('http_req_looking_up', tags)
    this.set = new SeriesSet([this.duration])
  }
}

/** The series of one step, status and expectation: all that a finished request is recorded to, found once. */
export class RequestSeries {
  readonly set: SeriesSet
  private readonly requests: CounterSeries
  private readonly duration: TrendSeries
  private readonly response: TrendSeries
  private readonly blocked: TrendSeries
  private readonly connecting: TrendSeries
  private readonly tlsHandshaking: TrendSeries
  private readonly sending: TrendSeries
  private readonly waiting: TrendSeries
  private readonly receiving: TrendSeries
  private readonly failedRate: RateSeries
  private readonly dataSent: CounterSeries
  private readonly dataReceived: CounterSeries
  private readonly limited: CounterSeries | undefined
  private readonly retryAfter: TrendSeries | undefined
  private readonly failed: boolean
  private readonly registry: SeriesRegistry
  private readonly tags: Tags
  private lookups: LookupSeries | undefined

  constructor(registry: SeriesRegistry, tags: Tags, executor: ExecutorSeries, failed: boolean, limited: boolean) {
    const all = [
      (this.requests = registry.counter('http_reqs', tags)),
      (this.duration = registry.trend('http_req_duration', tags)),
      (this.response = registry.trend('http_req_response', tags)),
      (this.blocked = registry.trend('http_req_blocked', tags)),
      (this.connecting = registry.trend('http_req_connecting', tags)),
      (this.tlsHandshaking = registry.trend('http_req_tls_handshaking', tags)),
      (this.sending = registry.trend('http_req_sending', tags)),
      (this.waiting = registry.trend('http_req_waiting', tags)),
      (this.receiving = registry.trend('http_req_receiving', tags)),
      (this.failedRate = registry.rate('http_req_failed', tags)),
      (this.dataSent = executor.dataSent),
      (this.dataReceived = executor.dataReceived),
    ]
    this.limited = limited ? registry.counter('rate_limited', tags) : undefined
    this.retryAfter = limited ? registry.trend('retry_after', tags) : undefined
    this.set = new SeriesSet(this.limited && this.retryAfter ? [...all, this.limited, this.retryAfter] : all)
    this.failed = failed
    this.registry = registry
    this.tags = tags
  }

  /**
   * Records one finished request.
   * @param dueUs intended start: what a user waited is counted from there
   */
  record(result: HttpResult, dueUs: number): void {
    this.requests.add(1)
    this.duration.add(result.sendingUs + result.waitingUs + result.receivingUs)
    this.response.add(result.endedAtUs - dueUs)
    this.blocked.add(result.blockedUs)
    this.connecting.add(result.connectingUs)
    this.tlsHandshaking.add(result.tlsHandshakingUs)
    this.sending.add(result.sendingUs)
    this.waiting.add(result.waitingUs)
    this.receiving.add(result.receivingUs)
    this.failedRate.addSample(this.failed)
    this.dataSent.add(result.bytesSent)
    this.dataReceived.add(result.bytesReceived)
    if (this.limited) this.recordLimited(result)
  }

  private recordLimited(result: HttpResult): void {
    this.limited?.add(1)
    const seconds = Number(result.header('retry-after'))
    // The header may be a date as well; providers of rate limits send seconds (RFC 9110, 10.2.3).
    if (seconds >= 0 && result.header('retry-after') !== '') this.retryAfter?.add(seconds * 1e6)
  }

  /** Names are looked up seldom: the series exists only where it happened. */
  recordLookup(recorder: Recorder, result: HttpResult): void {
    this.lookups ??= new LookupSeries(this.registry, this.tags)
    recorder.touch(this.lookups.set, result.endedAtUs)
    this.lookups.duration.add(result.lookingUpUs)
  }

  /** A request that could not be sent counts as failed but not as a request: nothing went out. */
  recordNotSent(): void {
    this.failedRate.addSample(true)
  }
}

/** The series of one step with one set of tags: per outcome, made with its first occurrence. */
export class StepSeries {
  private readonly registry: SeriesRegistry
  private readonly tags: Tags
  private readonly executor: ExecutorSeries
  /** Of expected responses. */
  private readonly byStatus: (RequestSeries | undefined)[] = []
  /** Of all others, by what went wrong and where. */
  private readonly byProblem = new Map<string, RequestSeries>()
  /** Only when the scenario wants them read. */
  readonly headers: AnswerHeaders | undefined

  /** @param tags scenario, group, step, name, method and the file's own */
  constructor(registry: SeriesRegistry, tags: Tags, executor: ExecutorSeries, wanted?: WantedHeaders) {
    this.registry = registry
    this.tags = tags
    this.executor = executor
    this.headers = wanted && new AnswerHeaders(registry, tags, wanted)
  }

  /** @param host of the request; a tag of failures only, where it tells which of several systems failed */
  ofStatus(status: number, expected: boolean, host = ''): RequestSeries {
    if (!expected) {
      return this.ofProblem(`${status}`, host, {
        status: String(status),
        error_code: String(errorCodeOfStatus(status)),
      })
    }
    return (this.byStatus[status] ??= this.make(
      { status: String(status), expected_response: 'true' },
      false,
      status === 429,
    ))
  }

  ofFailure(failure: RequestFailure, host = ''): RequestSeries {
    const { code, name } = failure
    return this.ofProblem(name, host, { status: '0', error_code: String(code), error: name })
  }

  private ofProblem(what: string, host: string, outcome: Tags): RequestSeries {
    const key = `${what} ${host}`
    let series = this.byProblem.get(key)
    if (!series) {
      // A tag `host` of the scenario's own stands over ours.
      const place = host === '' || 'host' in this.tags ? {} : { host }
      series = this.make({ ...outcome, ...place, expected_response: 'false' }, true, false)
      this.byProblem.set(key, series)
    }
    return series
  }

  /** A whole response with the right status that failed by what it holds. */
  ofFault(status: number, { code, name }: RequestFailure, host = ''): RequestSeries {
    const outcome = { status: String(status), error_code: String(code), error: name }
    return this.ofProblem(`${status} ${name}`, host, outcome)
  }

  private make(outcome: Tags, failed: boolean, limited: boolean): RequestSeries {
    return new RequestSeries(this.registry, { ...this.tags, ...outcome }, this.executor, failed, limited)
  }
}
