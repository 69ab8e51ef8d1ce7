import { matchesTags, seriesKey } from '../../../shared/metrics/series.ts'
import type { MetricSelector, Observation, ObservedSeries } from '../../../shared/scenario/observe.ts'
import type { GuardedGet } from './guardedGet.ts'
import type { ObserverContext } from './observer.ts'
import { type FamilyType, type Scrape, type ScrapedSample, parsePrometheus } from './prometheusText.ts'
import { quantileOf } from './quantile.ts'

type PrometheusObservation = Extract<Observation, { kind: 'prometheus' }>

/** Without a choice of series, so many are taken. */
const MOST_UNCHOSEN = 60
/** What runtimes tell of themselves: only taken when chosen. */
const RUNTIME = /^(?:process|nodejs|go|jvm|python|dotnet|promhttp|scrape|up$)_?/

interface Snapshot {
  atUs: number
  /** Counters and buckets by series key. */
  values: ReadonlyMap<string, number>
}

/** Scrapes and turns counters into rates, histograms into quantiles; the first scrape only sets the marks. */
export function prometheusLook(
  { name: observer, series }: PrometheusObservation,
  client: GuardedGet,
): (context: ObserverContext, signal: AbortSignal) => Promise<void> {
  let first: Snapshot | undefined
  let before: Snapshot | undefined
  let toldOfMany = false
  const missing = new Set<string>()
  return async (context, signal) => {
    const { status, body } = await client.get(signal)
    if (status !== 200) throw new Error(`it answered ${status}`)
    const scrape = parsePrometheus(body)
    const now: Snapshot = {
      atUs: context.clock.nowUs(),
      values: new Map(scrape.samples.map((sample) => [keyOf(sample), sample.value])),
    }
    first ??= now
    const interval = before === undefined ? undefined : new Interval(before, now)
    const whole = new Interval(first, now)
    before = now
    const atMs = context.nowMs()
    const emit = (name: string, value: number | undefined, labels: ScrapedSample['labels'] = {}): void => {
      if (value === undefined || !Number.isFinite(value)) return
      context.sample({ metric: `observed.${name}`, tags: { ...labels, observer }, value, atMs })
    }
    if (series === undefined) {
      const { taken, left } = takeAll(scrape, interval)
      for (const { name, value, labels } of taken) emit(name, value, labels)
      if (left > 0 && !toldOfMany) {
        toldOfMany = true
        context.event(
          'warning',
          `${observer} has ${left} series more than are taken unchosen: name those you want under \`series\`.`,
        )
      }
      return
    }
    for (const [name, chosen] of Object.entries(series)) {
      const found = select(scrape, chosen.from)
      if (found.length === 0 && !missing.has(name)) {
        missing.add(name)
        context.event(
          'warning',
          `${observer} has no metric ${chosen.from.metric} with these labels (yet); \`${name}\` waits for it.`,
        )
      }
      if (found.length > 0) emit(name, valueOf(chosen, found, scrape, interval, whole))
    }
  }
}

/** What counters gained from one scrape to another. */
class Interval {
  readonly seconds: number
  private readonly from: Snapshot
  private readonly to: Snapshot

  constructor(from: Snapshot, to: Snapshot) {
    this.from = from
    this.to = to
    this.seconds = (to.atUs - from.atUs) / 1e6
  }

  /** A series that is new began at 0; one that fell was restarted, and began at 0 again. */
  growth(key: string): number {
    const now = this.to.values.get(key) ?? 0
    const then = this.from.values.get(key) ?? 0
    return now >= then ? now - then : now
  }

  growthOf(samples: readonly ScrapedSample[]): number {
    return samples.reduce((sum, sample) => sum + this.growth(keyOf(sample)), 0)
  }
}

function valueOf(
  chosen: ObservedSeries,
  found: readonly ScrapedSample[],
  scrape: Scrape,
  interval: Interval | undefined,
  whole: Interval,
): number | undefined {
  if (chosen.take === 'share') {
    const all = whole.growthOf(select(scrape, chosen.of))
    return all > 0 ? whole.growthOf(found) / all : undefined
  }
  if (chosen.take === 'quantile') return interval && quantileIn(found, chosen.quantile, interval)
  if (typeOf(scrape, chosen.from.metric) !== 'counter') return found.reduce((sum, { value }) => sum + value, 0)
  return interval && interval.seconds > 0 ? interval.growthOf(found) / interval.seconds : undefined
}

/** The samples that a selector means; of a histogram its buckets. */
function select({ samples, types }: Scrape, { metric, labels }: MetricSelector): ScrapedSample[] {
  const name = types.get(metric) === 'histogram' ? `${metric}_bucket` : metric
  return samples.filter((sample) => sample.name === name && matchesTags(sample.labels, labels))
}

/** Buckets of several series are added up: the quantile is that of all of them together. */
function quantileIn(buckets: readonly ScrapedSample[], quantile: number, interval: Interval): number | undefined {
  const growth = new Map<number, number>()
  for (const sample of buckets) {
    const bound = sample.labels['le'] === '+Inf' ? Infinity : Number(sample.labels['le'])
    if (!Number.isNaN(bound)) growth.set(bound, (growth.get(bound) ?? 0) + interval.growth(keyOf(sample)))
  }
  return quantileOf([...growth], quantile)
}

function takeAll(
  scrape: Scrape,
  interval: Interval | undefined,
): { taken: { name: string; value: number | undefined; labels: ScrapedSample['labels'] }[]; left: number } {
  const all = new Map<string, { name: string; value: number | undefined; labels: ScrapedSample['labels'] }>()
  for (const sample of scrape.samples) {
    const { name, labels, value } = sample
    if (RUNTIME.test(name)) continue
    const family = name.replace(/_(?:bucket|sum|count)$/, '')
    const type = scrape.types.get(family) ?? typeOf(scrape, name)
    if (type === 'histogram' && family !== name) {
      if (!name.endsWith('_bucket')) continue
      const { le: _bound, ...own } = labels
      const key = seriesKey(family, own)
      if (all.has(key)) continue
      const buckets = scrape.samples.filter((one) => one.name === name && sameBut(one.labels, own))
      all.set(key, {
        name: `${family}_p95`,
        value: interval && quantileIn(buckets, 0.95, interval),
        labels: own,
      })
    } else if (type === 'counter') {
      const rate = interval && interval.seconds > 0 ? interval.growth(keyOf(sample)) / interval.seconds : undefined
      all.set(keyOf(sample), { name: `${name.replace(/_total$/, '')}_per_s`, value: rate, labels })
    } else if (type !== 'summary' || family === name) {
      all.set(keyOf(sample), { name, value, labels })
    }
  }
  const taken = [...all.values()]
  return { taken: taken.slice(0, MOST_UNCHOSEN), left: Math.max(0, taken.length - MOST_UNCHOSEN) }
}

/** OpenMetrics names the family of a counter without `_total`. */
function typeOf({ types }: Scrape, name: string): FamilyType {
  return types.get(name) ?? types.get(name.replace(/_total$/, '')) ?? (name.endsWith('_total') ? 'counter' : 'untyped')
}

function sameBut(labels: ScrapedSample['labels'], own: ScrapedSample['labels']): boolean {
  return Object.keys(labels).length === Object.keys(own).length + 1 && matchesTags(labels, own)
}

function keyOf({ name, labels }: ScrapedSample): string {
  return seriesKey(name, labels)
}
