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
import { type ToldFigures, toldMetrics } from './toldFigures.ts'

/** A run with its series groups: all requests under null, then by step; windows of `windowSeconds` from the start. */
export interface ComparedRun {
  facts: RunFacts
  groups: ReadonlyMap<string | null, RunWindows>
  /** Of the whole run: given for all runs where one of them does not tell its seconds. */
  told?: ToldFigures
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
  const latest = base.at(-1) ?? run
  const told = latest.told !== undefined && run.told !== undefined
  const tooShort = !told && options.windows < LEAST_WINDOWS
  if (told && base.length > 1) reasons.push('The figures of the baseline are those of its latest run.')
  if (tooShort) {
    level = LEVELS.indexOf('not-comparable')
    reasons.push(`They have fewer than ${LEAST_WINDOWS} whole seconds in common.`)
  }
  const found = LEVELS[level] ?? 'not-comparable'
  const metrics = (): MetricComparison[] => {
    if (latest.told !== undefined && run.told !== undefined)
      return toldMetrics(latest.told, run.told, options.tolerance)
    return tooShort ? [] : metricsOf(base, run, options, unjudgeable(records))
  }
  const compared = metrics()
  return {
    base: base.map(({ facts }) => facts.record.id),
    run: run.facts.record.id,
    comparability: found,
    reasons,
    changes: [...changesBetween(latest.facts, run.facts), ...stepChanges(base, run)],
    scenarioDifference: differenceOf(latest.facts.scenarioText, run.facts.scenarioText),
    comparedSeconds: told ? null : options.windows * options.windowSeconds,
    verdict: found === 'not-comparable' ? null : overall(compared),
    metrics: compared,
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
  const bases = base.map(stepsOf)
  const own = stepsOf(run)
  // A tool that tells totals alone has no steps to miss.
  if (own.size === 0 || bases.some((steps) => steps.size === 0)) return []
  const gone = [...new Set(bases.flatMap((steps) => [...steps]))].filter((step) => !own.has(step))
  const fresh = [...own].filter((step) => bases.some((steps) => !steps.has(step)))
  return [
    ...gone.map((step) => `step ${step}: only in the baseline`),
    ...fresh.map((step) => `step ${step}: not in every run of the baseline`),
  ]
}

function stepsOf({ groups, told }: ComparedRun): Set<string> {
  return new Set([...(told ?? groups).keys()].filter((step) => step !== null))
}
