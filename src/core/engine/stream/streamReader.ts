import type { TemplateScope } from '../../../shared/scenario/template.ts'
import type { RequestFailure } from '../../../shared/failures.ts'
import { FAILURES } from '../../../shared/failures.ts'
import { ContentDecoder } from '../http/contentDecoder.ts'
import { EventReader } from './eventReader.ts'
import type { EventFormat } from './eventReader.ts'
import { PLAIN, recognize } from './shapes.ts'
import type { Shape } from './shapes.ts'
import { isLast } from './streamPlan.ts'
import type { StreamPlan } from './streamPlan.ts'
import type { StreamSeries } from './streamSeries.ts'

/** The joined contents beyond this are left out; they are counted all the same. */
const TEXT_LIMIT = 1_000_000
/** After so many events of no known shape, a stream has none. */
const MOST_UNKNOWN = 5

/**
 * One stream: counts and times its events as they pass, and keeps none of them. Instants are on the engine's clock.
 *
 *   reading -> until reached (stop: reached) | failure (stop: failed) | body over
 */
export class StreamReader {
  events = 0
  bytes = 0
  /** Events that carried content. */
  contents = 0
  text = ''
  finish: string | undefined
  firstEventAtUs = 0
  firstContentAtUs = 0
  lastContentAtUs = 0
  /** The longest between two contents, or between two events where no event has contents. */
  longestGapUs = 0
  reached = false
  failure: RequestFailure | undefined
  /** What exactly went wrong. */
  problem = ''
  readonly extracted = new Map<string, unknown>()
  private readonly plan: StreamPlan
  private readonly series: StreamSeries
  private readonly scope: TemplateScope
  private readonly decoder: ContentDecoder
  private readonly reader: EventReader
  private shape: Shape | undefined
  private reported: number | undefined
  private complete = false
  private atUs = 0
  private lastEventAtUs = 0
  private longestEventGapUs = 0

  constructor(
    plan: StreamPlan,
    series: StreamSeries,
    scope: TemplateScope,
    contentType: string | undefined,
    contentEncoding: string | undefined,
  ) {
    this.plan = plan
    this.series = series
    this.scope = scope
    this.shape = plan.shape
    this.decoder = new ContentDecoder(contentEncoding, (bytes) => this.decoded(bytes))
    this.reader = new EventReader(formatOf(plan, contentType), plan.spec.maxEventBytes, this)
  }

  /** Output tokens: as the provider counts them, or else the events that carried content. */
  get tokens(): number {
    return this.reported ?? this.contents
  }

  /** Nothing more is needed of it. */
  get stopped(): boolean {
    return this.reached || this.failure !== undefined
  }

  /** Why it ended, as it is counted: the provider's word, or what became of it. */
  get reason(): string {
    if (this.failure) return 'failed'
    return this.finish ?? (this.reached ? 'left' : 'none')
  }

  /** Plain events that nothing is read from need not be parsed. */
  private get needsJson(): boolean {
    return this.shape !== PLAIN || this.plan.readsJson
  }

  data(bytes: Uint8Array, atUs: number): void {
    if (this.stopped) return
    this.atUs = atUs
    this.decoder.write(bytes, atUs)
    if (this.decoder.problem !== undefined) this.fail(FAILURES.decompression, this.decoder.problem)
  }

  /** The body is over. @param whole whether it came to its end, and was not cut off */
  end(whole: boolean): void {
    if (whole && !this.stopped) {
      const problem = this.decoder.end()
      if (problem !== undefined) this.fail(FAILURES.decompression, problem)
      this.reader.end()
      const { shape } = this
      if (shape?.saysEnd && !this.complete && this.finish === undefined && !this.stopped) {
        this.fail(FAILURES.streamCutOff, `no event of the ${shape.name} shape said that it was over`)
      }
    }
    this.reader.stop()
    this.decoder.close()
    if (this.contents === 0) this.longestGapUs = this.longestEventGapUs
  }

  timeIsOver(): void {
    this.reached = true
  }

  // What the event reader tells.

  event(name: string, data: string): void {
    if (this.stopped) return
    const { plan, atUs } = this
    this.events++
    const gapUs = this.events === 1 ? undefined : atUs - this.lastEventAtUs
    if (this.events === 1) this.firstEventAtUs = atUs
    else this.longestEventGapUs = Math.max(this.longestEventGapUs, gapUs ?? 0)
    this.lastEventAtUs = atUs
    this.series.eventCame(gapUs)
    const json = this.needsJson ? parse(data) : undefined
    if (this.shape === undefined) this.recognize(json)
    this.take((this.shape ?? PLAIN).read(name, data, json))
    for (const { variable, path, event, last } of plan.extractions) {
      if (json === undefined || (event !== undefined && event !== name) || (!last && this.extracted.has(variable)))
        continue
      const [value] = path.values(json)
      if (value !== undefined) this.extracted.set(variable, value)
    }
    const { until } = plan.spec
    if (this.events === until.count || name === until.event || isLast(plan, json, this.scope)) this.reached = true
  }

  tooLarge(): void {
    this.fail(FAILURES.eventTooLarge, `an event is longer than ${this.plan.spec.maxEventBytes} characters`)
  }

  private decoded(bytes: Uint8Array): void {
    if (this.stopped) return
    this.bytes += bytes.length
    this.series.bytesCame(bytes.length, this.atUs)
    this.reader.write(bytes)
  }

  /** A ping or a comment may come before the event that tells. */
  private recognize(json: unknown): void {
    const shape = recognize(json)
    if (shape !== PLAIN || this.events >= MOST_UNKNOWN) this.shape = shape
  }

  private take({ content, finish, tokens, complete, error }: ReturnType<Shape['read']>): void {
    const { atUs } = this
    if (error !== undefined) this.fail(FAILURES.streamError, error)
    if (finish !== undefined) this.finish = finish
    if (tokens !== undefined) this.reported = tokens
    if (complete) this.complete = true
    if (content === '') return
    this.contents++
    if (this.contents === 1) this.firstContentAtUs = atUs
    else {
      const gapUs = atUs - this.lastContentAtUs
      this.longestGapUs = Math.max(this.longestGapUs, gapUs)
      this.series.contentCame(gapUs, atUs)
    }
    this.lastContentAtUs = atUs
    if (this.plan.keepsText && this.text.length < TEXT_LIMIT) {
      this.text += content.slice(0, TEXT_LIMIT - this.text.length)
    }
  }

  private fail(failure: RequestFailure, problem: string): void {
    this.failure ??= failure
    if (this.problem === '') this.problem = problem
  }
}

function parse(data: string): unknown {
  const first = data.charCodeAt(0)
  // Only maps and lists: what else an event may hold is text.
  if (first !== 0x7b && first !== 0x5b && first > 0x20) return undefined
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

function formatOf({ spec }: StreamPlan, contentType = ''): EventFormat {
  const { format } = spec
  if (format === 'lines' || format === 'chunks') return format
  if (format !== 'auto') return 'events'
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type === 'text/event-stream') return 'events'
  return /^application\/(?:x-ndjson|ndjson|jsonl|x-jsonl|jsonlines|stream\+json|json-seq)$/.test(type)
    ? 'lines'
    : 'chunks'
}
