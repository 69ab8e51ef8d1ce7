import { type ServerTiming, cacheVerdict, parseServerTiming } from '../http/serverHeaders.ts'
import type { HttpResult } from '../http/client.ts'
import { type Recorder, SeriesSet } from '../metrics/recorder.ts'
import type { SeriesRegistry } from '../metrics/registry.ts'
import type { RateSeries, TrendSeries } from '../metrics/series.ts'
import type { Tags } from '../../../shared/metrics/series.ts'

/** Of one step; names that a server makes up anew each time count as `other` beyond it. */
const MOST_NAMES = 20
const OTHER = 'other'

/** What a scenario wants of the answers' headers. */
export interface WantedHeaders {
  serverTiming: boolean
  cache: boolean
}

/** What the server says in the headers of one step's answers: Server-Timing by name, whether its cache had it. */
export class AnswerHeaders {
  private readonly registry: SeriesRegistry
  private readonly tags: Tags
  private readonly wanted: WantedHeaders
  private readonly timings = new Map<string, { set: SeriesSet; trend: TrendSeries }>()
  private hits: { set: SeriesSet; rate: RateSeries } | undefined
  private readonly found: ServerTiming[] = []

  constructor(registry: SeriesRegistry, tags: Tags, wanted: WantedHeaders) {
    this.registry = registry
    this.tags = tags
    this.wanted = wanted
  }

  record(result: HttpResult, recorder: Recorder): void {
    if (this.wanted.serverTiming) {
      const text = result.header('server-timing')
      if (text !== undefined) this.recordTimings(text, result.endedAtUs, recorder)
    }
    if (!this.wanted.cache) return
    const hit = cacheVerdict(result)
    if (hit === undefined) return
    this.hits ??= this.makeHits()
    recorder.touch(this.hits.set, result.endedAtUs)
    this.hits.rate.addSample(hit)
  }

  private recordTimings(text: string, endedAtUs: number, recorder: Recorder): void {
    const { found } = this
    found.length = 0
    parseServerTiming(text, found)
    for (const { name, durationUs } of found) {
      const timing = this.timings.get(name) ?? this.makeTiming(name)
      recorder.touch(timing.set, endedAtUs)
      timing.trend.add(durationUs)
    }
  }

  private makeTiming(name: string): { set: SeriesSet; trend: TrendSeries } {
    const known = this.timings.get(OTHER)
    if (this.timings.size >= MOST_NAMES && known !== undefined) return known
    const kept = this.timings.size >= MOST_NAMES ? OTHER : name
    const trend = this.registry.trend('server_timing', { ...this.tags, name: kept })
    const timing = { set: new SeriesSet([trend]), trend }
    this.timings.set(kept, timing)
    return timing
  }

  private makeHits(): { set: SeriesSet; rate: RateSeries } {
    const rate = this.registry.rate('cache_hits', this.tags)
    return { set: new SeriesSet([rate]), rate }
  }
}
