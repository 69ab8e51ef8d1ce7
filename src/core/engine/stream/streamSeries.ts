import type { Tags } from '../../../shared/metrics/series.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { Recorder } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { CounterSeries, TrendSeries } from '../metrics/series.ts'

/** Reasons are the provider's words: further ones count as `other`. */
const MOST_REASONS = 12

/** What one step's streams are recorded to. Gaps, events and bytes as they come, the rest when the stream is over. */
export class StreamSeries {
  private readonly registry: SeriesRegistry
  private readonly recorder: Recorder
  private readonly tags: Tags
  private readonly flowing: SeriesSet
  private readonly eventGap: TrendSeries
  private readonly events: CounterSeries
  private readonly bytes: CounterSeries
  private readonly firstEvent: TrendSeries
  private readonly firstEventSet: SeriesSet
  /** Made with the first content: streams of plain events have none. */
  private tokens: TokenSeries | undefined
  private readonly ends = new Map<string, { set: SeriesSet; counter: CounterSeries }>()

  constructor(registry: SeriesRegistry, recorder: Recorder, tags: Tags) {
    this.registry = registry
    this.recorder = recorder
    this.tags = tags
    this.eventGap = registry.trend('stream_event_gap', tags)
    this.events = registry.counter('stream_events', tags)
    this.bytes = registry.counter('stream_bytes', tags)
    this.firstEvent = registry.trend('stream_first_event', tags)
    this.flowing = new SeriesSet([this.eventGap, this.events, this.bytes])
    this.firstEventSet = new SeriesSet([this.firstEvent])
  }

  bytesCame(bytes: number, atUs: number): void {
    this.recorder.touch(this.flowing, atUs)
    this.bytes.add(bytes)
  }

  /** @param gapUs since the event before; undefined for the first */
  eventCame(gapUs: number | undefined): void {
    this.events.add(1)
    if (gapUs !== undefined) this.eventGap.add(gapUs)
  }

  contentCame(gapUs: number, atUs: number): void {
    this.tokens ??= new TokenSeries(this.registry, this.tags)
    this.recorder.touch(this.tokens.flowing, atUs)
    this.tokens.gap.add(gapUs)
  }

  ended(
    endedAtUs: number,
    stream: { firstEventUs: number | undefined; firstTokenUs: number | undefined; tokens: number; contentUs: number },
    reason: string,
  ): void {
    const { recorder } = this
    if (stream.firstEventUs !== undefined) {
      recorder.touch(this.firstEventSet, endedAtUs)
      this.firstEvent.add(stream.firstEventUs)
    }
    if (stream.firstTokenUs !== undefined) {
      const tokens = (this.tokens ??= new TokenSeries(this.registry, this.tags))
      recorder.touch(tokens.atEnd, endedAtUs)
      tokens.ttft.add(stream.firstTokenUs)
      tokens.count.add(stream.tokens)
      if (stream.tokens > 1 && stream.contentUs > 0) {
        recorder.touch(tokens.speedSet, endedAtUs)
        tokens.speed.add((stream.tokens - 1) / (stream.contentUs / 1e6))
      }
    }
    const end = this.endOf(reason)
    recorder.touch(end.set, endedAtUs)
    end.counter.add(1)
  }

  private endOf(reason: string): { set: SeriesSet; counter: CounterSeries } {
    const known = this.ends.get(reason)
    if (known) return known
    if (this.ends.size >= MOST_REASONS && reason !== 'other') return this.endOf('other')
    const counter = this.registry.counter('streams', { ...this.tags, finish: reason.slice(0, 50) })
    const end = { set: new SeriesSet([counter]), counter }
    this.ends.set(reason, end)
    return end
  }
}

class TokenSeries {
  readonly ttft: TrendSeries
  readonly gap: TrendSeries
  readonly count: CounterSeries
  readonly speed: TrendSeries
  readonly flowing: SeriesSet
  readonly atEnd: SeriesSet
  readonly speedSet: SeriesSet

  constructor(registry: SeriesRegistry, tags: Tags) {
    this.ttft = registry.trend('stream_ttft', tags)
    this.gap = registry.trend('stream_token_gap', tags)
    this.count = registry.counter('stream_tokens', tags)
    this.speed = registry.trend('stream_tokens_per_second', tags)
    this.flowing = new SeriesSet([this.gap])
    this.atEnd = new SeriesSet([this.ttft, this.count])
    this.speedSet = new SeriesSet([this.speed])
  }
}
