import type { Clock, TimerHandle } from '../clock.ts'
import type { HttpConnection, HttpResult, ResponseHandler } from '../http/client.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'
import { sendingStartedAt } from './streamChecks.ts'
import type { StreamPlan } from './streamPlan.ts'
import { StreamReader } from './streamReader.ts'
import type { StreamSeries } from './streamSeries.ts'

/** Who sent the request: decides what is read as a stream, and gets the result. */
export interface StreamOwner {
  streams(status: number): boolean
  bodyLimit(status: number): number
  /** @param stream absent when the response was not read as one */
  answered(result: HttpResult, stream: StreamReader | undefined): void
}

/**
 * Takes one response as a stream. A stream that is left, by its goal or a failure, ends after the read that brought that: nobody waits for
 * what the server still sends.
 */
export class StreamHandler implements ResponseHandler {
  private readonly owner: StreamOwner
  private readonly plan: StreamPlan
  private readonly series: StreamSeries
  private readonly scope: TemplateScope
  private readonly connection: HttpConnection
  private readonly clock: Clock
  private reader: StreamReader | undefined
  private timer: TimerHandle | undefined
  private timeIsOver = false
  private leaving = false
  private over = false

  constructor(
    owner: StreamOwner,
    plan: StreamPlan,
    series: StreamSeries,
    scope: TemplateScope,
    connection: HttpConnection,
    clock: Clock,
  ) {
    this.owner = owner
    this.plan = plan
    this.series = series
    this.scope = scope
    this.connection = connection
    this.clock = clock
    const { timeUs } = plan.spec.until
    if (timeUs !== undefined) this.timer = clock.at(clock.nowUs() + timeUs, this.endTime)
  }

  /** The request was aborted: nothing follows. */
  cancel(): void {
    this.over = true
    this.stopTimer()
    this.reader?.end(false)
  }

  onHead(result: HttpResult): void {
    if (!this.owner.streams(result.status)) return
    const { plan, series, scope } = this
    this.reader = new StreamReader(
      plan,
      series,
      scope,
      result.header('content-type'),
      result.header('content-encoding'),
    )
    if (this.timeIsOver) this.endTime()
  }

  bodyLimit(status: number): number {
    return this.reader ? 0 : this.owner.bodyLimit(status)
  }

  onData(bytes: Uint8Array, atUs: number): void {
    const { reader } = this
    if (!reader) return
    reader.data(bytes, atUs)
    if (reader.stopped) this.leaveSoon()
  }

  done(result: HttpResult): void {
    if (this.over) return
    this.over = true
    this.stopTimer()
    const { reader } = this
    if (reader) {
      reader.end(result.failure === undefined)
      if (result.failure === undefined) this.record(reader, result)
      else this.series.ended(result.endedAtUs, NOTHING, 'failed')
    }
    this.owner.answered(result, reader)
  }

  private record(reader: StreamReader, result: HttpResult): void {
    const sentAtUs = sendingStartedAt(result)
    this.series.ended(
      result.endedAtUs,
      {
        firstEventUs: reader.events === 0 ? undefined : reader.firstEventAtUs - sentAtUs,
        firstTokenUs: reader.contents === 0 ? undefined : reader.firstContentAtUs - sentAtUs,
        tokens: reader.tokens,
        contentUs: reader.lastContentAtUs - reader.firstContentAtUs,
      },
      reader.reason,
    )
  }

  /** Time counts from the sending; before the head there is no stream to leave. */
  private readonly endTime = (): void => {
    this.timer = undefined
    this.timeIsOver = true
    if (!this.reader) return
    this.reader.timeIsOver()
    this.leaveSoon()
  }

  /** After the read that is being worked off. */
  private leaveSoon(): void {
    if (this.leaving) return
    this.leaving = true
    this.clock.at(this.clock.nowUs(), () => {
      if (!this.over) this.connection.leave()
    })
  }

  private stopTimer(): void {
    if (this.timer) this.clock.cancel(this.timer)
    this.timer = undefined
  }
}

const NOTHING = { firstEventUs: undefined, firstTokenUs: undefined, tokens: 0, contentUs: 0 }
