import type { Tags } from '../../../shared/metrics/series.ts'
import { errorCodeOfStatus } from '../http/failures.ts'
import type { HttpResult } from '../http/client.ts'
import type { RequestFailure } from '../http/failures.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { CounterSeries, RateSeries, TrendSeries } from '../metrics/series.ts'
import { AnswerHeaders, type WantedHeaders } from './answerHeaders.ts'
import type { ExecutorSeries } from './executorSeries.ts'

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
  /** By 2 * status + (expected ? 1 : 0). */
  private readonly byStatus: (RequestSeries | undefined)[] = []
  private readonly byFailure = new Map<RequestFailure, RequestSeries>()
  /** Only when the scenario wants them read. */
  readonly headers: AnswerHeaders | undefined
  /** By failure; one step has few, of one status each. */
  private readonly byFault = new Map<string, RequestSeries>()

  /** @param tags scenario, group, step, name, method and the file's own */
  constructor(registry: SeriesRegistry, tags: Tags, executor: ExecutorSeries, wanted?: WantedHeaders) {
    this.registry = registry
    this.tags = tags
    this.executor = executor
    this.headers = wanted && new AnswerHeaders(registry, tags, wanted)
  }

  ofStatus(status: number, expected: boolean): RequestSeries {
    const index = status * 2 + (expected ? 1 : 0)
    return (this.byStatus[index] ??= this.make(
      expected
        ? { status: String(status), expected_response: 'true' }
        : { status: String(status), expected_response: 'false', error_code: String(errorCodeOfStatus(status)) },
      !expected,
      expected && status === 429,
    ))
  }

  ofFailure(failure: RequestFailure): RequestSeries {
    let series = this.byFailure.get(failure)
    if (!series) {
      const tags = { status: '0', expected_response: 'false', error_code: String(failure.code), error: failure.name }
      series = this.make(tags, true, false)
      this.byFailure.set(failure, series)
    }
    return series
  }

  /** A whole response with the right status that failed by what it holds. */
  ofFault(status: number, { code, name }: RequestFailure): RequestSeries {
    const key = `${status} ${code}`
    let series = this.byFault.get(key)
    if (!series) {
      const tags = { status: String(status), expected_response: 'false', error_code: String(code), error: name }
      series = this.make(tags, true, false)
      this.byFault.set(key, series)
    }
    return series
  }

  private make(outcome: Tags, failed: boolean, limited: boolean): RequestSeries {
    return new RequestSeries(this.registry, { ...this.tags, ...outcome }, this.executor, failed, limited)
  }
}
