import type { ComparedMetric } from './comparison.ts'
import type { Lack, RunRecord } from './run.ts'

/** What an imported run cannot tell, for people: after `It cannot tell`. */
export const LACK_WORDS: Readonly<Record<Lack, string>> = {
  seconds: 'how the run went second by second',
  histogram: 'percentiles other than the tool gave',
  'last-byte': 'when responses ended (its times end at the first byte)',
  failures: 'which requests failed',
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
