import type { RequestFailure } from '../../../shared/failures.ts'
import type { Tags } from '../../../shared/metrics/series.ts'
import type { ExecutorSeries } from '../flow/executorSeries.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { CounterSeries, RateSeries, TrendSeries } from '../metrics/series.ts'

/** What one step's sessions are recorded to: k6's names and meaning, and the share that failed. */
export class WebSocketSeries {
  private readonly registry: SeriesRegistry
  private readonly recorder: Recorder
  private readonly tags: Tags
  private readonly executor: ExecutorSeries
  private readonly sessions: CounterSeries
  private readonly connecting: TrendSeries
  private readonly duration: TrendSeries
  private readonly sent: CounterSeries
  private readonly received: CounterSeries
  private readonly ping: TrendSeries
  private readonly openedSet: SeriesSet
  private readonly endedSet: SeriesSet
  private readonly sentSet: SeriesSet
  private readonly receivedSet: SeriesSet
  private readonly pingSet: SeriesSet
  private readonly dataSet: SeriesSet
  private readonly outcomes = new Map<RequestFailure | undefined, { set: SeriesSet; failed: RateSeries }>()

  constructor(registry: SeriesRegistry, recorder: Recorder, tags: Tags, executor: ExecutorSeries) {
    this.registry = registry
    this.recorder = recorder
    this.tags = tags
    this.executor = executor
    this.sessions = registry.counter('ws_sessions', tags)
    this.connecting = registry.trend('ws_connecting', tags)
    this.duration = registry.trend('ws_session_duration', tags)
    this.sent = registry.counter('ws_msgs_sent', tags)
    this.received = registry.counter('ws_msgs_received', tags)
    this.ping = registry.trend('ws_ping', tags)
    this.openedSet = new SeriesSet([this.sessions, this.connecting])
    this.endedSet = new SeriesSet([this.duration])
    this.sentSet = new SeriesSet([this.sent])
    this.receivedSet = new SeriesSet([this.received])
    this.pingSet = new SeriesSet([this.ping])
    this.dataSet = new SeriesSet([executor.dataSent, executor.dataReceived])
  }

  opened(connectingUs: number, atUs: number): void {
    this.recorder.touch(this.openedSet, atUs)
    this.sessions.add(1)
    this.connecting.add(connectingUs)
  }

  messageSent(atUs: number): void {
    this.recorder.touch(this.sentSet, atUs)
    this.sent.add(1)
  }

  messageReceived(atUs: number): void {
    this.recorder.touch(this.receivedSet, atUs)
    this.received.add(1)
  }

  pong(us: number, atUs: number): void {
    this.recorder.touch(this.pingSet, atUs)
    this.ping.add(us)
  }

  /** Bytes on the wire since the last call. */
  data(sent: number, received: number, atUs: number): void {
    if (sent === 0 && received === 0) return
    this.recorder.touch(this.dataSet, atUs)
    if (sent > 0) this.executor.dataSent.add(sent)
    if (received > 0) this.executor.dataReceived.add(received)
  }

  /** @param durationUs since it was open; undefined when it never was */
  ended(durationUs: number | undefined, failure: RequestFailure | undefined, atUs: number): void {
    if (durationUs !== undefined) {
      this.recorder.touch(this.endedSet, atUs)
      this.duration.add(durationUs)
    }
    let outcome = this.outcomes.get(failure)
    if (!outcome) {
      const tags = failure ? { error_code: String(failure.code), error: failure.name } : {}
      const failed = this.registry.rate('ws_failed', { ...this.tags, ...tags })
      outcome = { set: new SeriesSet([failed]), failed }
      this.outcomes.set(failure, outcome)
    }
    this.recorder.touch(outcome.set, atUs)
    outcome.failed.addSample(failure !== undefined)
  }
}
