import type { ComparedMetric } from './comparison.ts'
import type { Lack, LivePoint, RunOrigin, RunRecord } from './run.ts'

/** What an imported run cannot tell, for people: after `It cannot tell`. */
export const LACK_WORDS: Readonly<Record<Lack, string>> = {
  seconds: 'how the run went second by second',
  histogram: 'percentiles other than the tool gave',
  'last-byte': 'when responses ended (its times end at the first byte)',
  failures: 'which requests failed',
}

/** Whether the figures of any range of seconds can be told; without them there are only those of the whole run. */
export function tellsSeconds(origin: RunOrigin | undefined): boolean {
  return origin?.lacks.includes('seconds') !== true
}

/** What charts over time show of a run whose tool told moments that need not be seconds, or none at all. */
export function courseOf(origin: RunOrigin | undefined, points: readonly LivePoint[]) {
  const told = origin !== undefined && !tellsSeconds(origin) ? origin.tool : undefined
  return {
    /** Title of the chart of response times. */
    title: told === undefined ? 'Response time per second' : `Response time as ${told} tells it`,
    /** A tool that counts arrivals alone does not say how many users were at work. */
    withUsers: told === undefined || points.some(({ vus }) => vus > 0),
    /** Instead of charts that would have nothing to show. */
    untold:
      told === undefined || points.length > 0
        ? undefined
        : `${origin?.format ?? told} does not tell how the run went over time.`,
  }
}

/** What an imported run cannot tell, and what that means for its figures; none when nothing is missing. */
export function lackSentences(origin: RunOrigin | undefined): string[] {
  if (origin === undefined || origin.lacks.length === 0) return []
  const { format, lacks } = origin
  return [
    `${format} cannot tell ${lacks.map((lack) => LACK_WORDS[lack]).join('; ')}. What needs that is shown as “–”, or not judged.`,
  ]
}

const PERCENTILES: readonly ComparedMetric[] = ['p50', 'p95', 'p99']
const ALL: readonly ComparedMetric[] = [...PERCENTILES, 'error_rate', 'throughput']

/** The metrics that must not be judged between runs, because one of them cannot tell what a verdict on them needs. */
export function unjudgeable(runs: readonly Pick<RunRecord, 'origin'>[]): ReadonlySet<ComparedMetric> {
  const lacks = runs.map(({ origin }) => new Set(origin?.lacks))
  const excluded = new Set<ComparedMetric>()
  const exclude = (metrics: readonly ComparedMetric[]): void => metrics.forEach((metric) => excluded.add(metric))
  if (lacks.some((lack) => lack.has('seconds'))) exclude(ALL)
  if (lacks.some((lack) => lack.has('histogram'))) exclude(PERCENTILES)
  // Two runs that both end at the first byte measure the same.
  const firstByte = lacks.filter((lack) => lack.has('last-byte')).length
  if (firstByte > 0 && firstByte < lacks.length) exclude(PERCENTILES)
  if (lacks.some((lack) => lack.has('failures'))) exclude(['error_rate'])
  return excluded
}

/** Sentences why, for the reasons of a comparison. */
export function unjudgeableReasons(runs: readonly Pick<RunRecord, 'id' | 'origin'>[]): string[] {
  return runs.flatMap(({ id, origin }) =>
    origin === undefined || origin.lacks.length === 0
      ? []
      : [
          `Run ${id} is imported (${origin.format}) and cannot tell ${origin.lacks.map((lack) => LACK_WORDS[lack]).join('; ')}.`,
        ],
  )
}
