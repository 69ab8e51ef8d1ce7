import type {
  Comparability,
  ComparedMetric,
  MetricComparison,
  RunComparison,
  Verdict,
} from '../../../shared/comparison.ts'
import { unjudgeable, unjudgeableReasons } from '../../../shared/origin.ts'
import { type RunFacts, changesBetween, comparability, differenceOf } from './changes.ts'
import { type Estimate, LEAST_WINDOWS, estimate } from './estimate.ts'
import { ERROR_TOLERANCE, type Judged, judge } from './judge.ts'
import type { RunWindows } from './runWindows.ts'

/** A run with its series groups: all requests under null, then by step; windows of `windowSeconds` from the start. */
export interface ComparedRun {
  facts: RunFacts
  groups: ReadonlyMap<string | null, RunWindows>
}

export interface CompareOptions {
  windows: number
  windowSeconds: number
  /** Relative difference that counts as none; 0.05 = 5 %. */
  tolerance: number
}

const LEVELS: readonly Comparability[] = ['comparable', 'caution', 'not-comparable']

/**
 * Compares a run with its baseline: per group of series and metric the difference, a 95 % interval and a verdict. Method
 * and sources: docs/statistics.md. Figures of runs that are not comparable are given without a verdict of the whole.
 * @param base one or more runs
 */
export function compareRuns(base: readonly ComparedRun[], run: ComparedRun, options: CompareOptions): RunComparison {
  const checks = base.map(({ facts }) => comparability(facts, run.facts))
  const records = [...base, run].map(({ facts }) => facts.record)
  const reasons = [...new Set([...checks.flatMap((check) => check.reasons), ...unjudgeableReasons(records)])]
  let level = Math.max(...checks.map((check) => LEVELS.indexOf(check.level)))
  if (options.windows < LEAST_WINDOWS) {
    level = LEVELS.indexOf('not-comparable')
    reasons.push(`They have fewer than ${LEAST_WINDOWS} whole seconds in common.`)
  }
  const excluded = unjudgeable(records)
  const metrics = level === 2 && options.windows < LEAST_WINDOWS ? [] : metricsOf(base, run, options, excluded)
  const found = LEVELS[level] ?? 'not-comparable'
  const latest = base.at(-1)?.facts ?? run.facts
  return {
    base: base.map(({ facts }) => facts.record.id),
    run: run.facts.record.id,
    comparability: found,
    reasons,
    changes: [...changesBetween(latest, run.facts), ...stepChanges(base, run)],
    scenarioDifference: differenceOf(latest.scenarioText, run.facts.scenarioText),
    comparedSeconds: options.windows * options.windowSeconds,
    verdict: found === 'not-comparable' ? null : overall(metrics),
    metrics,
  }
}

/** @param excluded metrics that an imported run cannot tell: their figures are given, and no verdict */
function metricsOf(
  base: readonly ComparedRun[],
  run: ComparedRun,
  options: CompareOptions,
  excluded: ReadonlySet<ComparedMetric>,
): MetricComparison[] {
  const { windows, windowSeconds, tolerance } = options
  const rows = [...run.groups].flatMap(([step, group]) => {
    const theirs = base.flatMap(({ groups }) => groups.get(step) ?? [])
    if (theirs.length < base.length) return []
    return estimate(theirs, group).map((each) => ({ step, each }))
  })
  // One family: a comparison is read as a whole.
  const judged = judge(
    rows.map(({ each }) => (excluded.has(each.metric) ? { ...each, standardError: Number.NaN } : each)),
    rows.findIndex(({ step, each }) => step === null && each.metric === 'p95'),
    { tolerance, seconds: windows * windowSeconds },
  )
  return rows.flatMap(({ step, each }, index) => {
    const verdict = judged[index]
    return verdict === undefined ? [] : [toComparison(step, each, verdict, options)]
  })
}

function toComparison(
  step: string | null,
  { metric, base, run, difference }: Estimate,
  { verdict, interval, neededSeconds }: Judged,
  { tolerance, windowSeconds }: CompareOptions,
): MetricComparison {
  const absolute = metric === 'error_rate'
  const delta = (value: number): number => (absolute ? value : Math.expm1(value))
  const unit = absolute ? 1 : metric === 'throughput' ? 1 / windowSeconds : 1 / 1000
  return {
    step,
    metric,
    base: base * unit,
    run: run * unit,
    scale: absolute ? 'absolute' : 'relative',
    delta: delta(difference),
    interval: interval === null ? null : [delta(interval[0]), delta(interval[1])],
    tolerance: absolute ? ERROR_TOLERANCE : tolerance,
    verdict,
    ...(neededSeconds === undefined ? {} : { neededSeconds }),
  }
}

function overall(metrics: readonly MetricComparison[]): Verdict {
  for (const verdict of ['slower', 'faster'] as const) {
    if (metrics.some((each) => each.verdict === verdict)) return verdict
  }
  return metrics.length > 0 && metrics.every((each) => each.verdict === 'same') ? 'same' : 'cannot-tell'
}

function stepChanges(base: readonly ComparedRun[], run: ComparedRun): string[] {
  const names = new Set(base.flatMap(({ groups }) => [...groups.keys()]))
  const gone = [...names].filter((step) => !run.groups.has(step)).map((step) => `step ${step}: only in the baseline`)
  const fresh = [...run.groups.keys()].filter((step) => base.some(({ groups }) => !groups.has(step)))
  return [...gone, ...fresh.map((step) => `step ${step}: not in every run of the baseline`)]
}
