import type { BreakingPoint } from '../../shared/run.ts'
import type { ExecutorConfig, Scenario } from '../../shared/scenario/types.ts'
import { judge } from '../../shared/thresholds/judge.ts'
import { thresholdFigures } from '../../shared/thresholds/sentence.ts'
import type { Threshold, ThresholdResult } from '../../shared/thresholds/types.ts'
import { BreakingPointSearch, type SearchStep } from './breakingPoint.ts'
import { MetricView } from './metrics/metricView.ts'
import type { RunMetrics } from './metrics/runMetrics.ts'
import { ThresholdViews } from './thresholdViews.ts'

type SearchConfig = Extract<ExecutorConfig, { executor: 'breaking-point' }>

/**
 * The breaking-point executors of a run. Thresholds are their targets: to be missed is what the search is for, so here they
 * are judged level by level, neither abort nor fail the run, and count at the highest level that held.
 */
export class LoadSearches {
  private readonly searches: readonly LoadSearch[]

  /** @param control sends an executor's change to every worker */
  constructor(
    { load, thresholds }: Scenario,
    metrics: RunMetrics,
    control: (executor: string, change: NonNullable<SearchStep['control']>) => void,
  ) {
    this.searches = Object.entries(load).flatMap(([name, config]) =>
      config.executor === 'breaking-point' ? [new LoadSearch(name, config, thresholds, metrics, control)] : [],
    )
  }

  /** Whether the threshold is the target of a search, and not a verdict on the whole run. */
  concerns(threshold: Threshold): boolean {
    return this.searches.some(({ targets }) => targets.includes(threshold))
  }

  /**
   * Goes on by a second.
   * @returns sentences for the run's events
   */
  secondClosed(second: number): string[] {
    return this.searches.flatMap((search) => search.secondClosed(second))
  }

  /** As judged on the level that is tried; the first search that misses it speaks for all. */
  current(threshold: Threshold): ThresholdResult | undefined {
    return worst(this.searches.map((search) => search.current(threshold)))
  }

  /** As judged on the highest level that held, or on the one that broke if none held. */
  final(threshold: Threshold): ThresholdResult | undefined {
    return worst(this.searches.map((search) => search.final(threshold)))
  }

  results(): BreakingPoint[] {
    return this.searches.map((search) => search.result())
  }
}

class LoadSearch {
  /** Thresholds that are not about another executor. */
  readonly targets: readonly Threshold[]
  private readonly name: string
  private readonly search: BreakingPointSearch
  private readonly views: ThresholdViews
  private readonly requests: MetricView
  private readonly dropped: MetricView
  private readonly users: MetricView
  private readonly control: (executor: string, change: NonNullable<SearchStep['control']>) => void
  private judged: readonly ThresholdResult[]
  private decisive: readonly ThresholdResult[] | undefined

  constructor(
    name: string,
    config: SearchConfig,
    thresholds: readonly Threshold[],
    metrics: RunMetrics,
    control: LoadSearch['control'],
  ) {
    this.name = name
    this.control = control
    this.targets = thresholds.filter(({ filter }) => (filter['scenario'] ?? name) === name)
    this.search = new BreakingPointSearch(name, config)
    this.views = new ThresholdViews(metrics, this.targets, { scenario: name })
    const view = (metric: string): MetricView => metrics.attach(new MetricView(metric, { scenario: name }, true))
    this.requests = view('http_reqs')
    this.dropped = view('dropped_iterations')
    this.users = view('vus')
    this.judged = judge(this.targets, this.views)
  }

  secondClosed(second: number): readonly string[] {
    if (this.search.over) return []
    this.views.elapsedMs += 1000
    // A target that asks to abort the run is answered by the search: it ends the level.
    this.judged = judge(this.targets, this.views).map((result) => Object.assign(result, { aborted: false }))
    const missed = this.judged.find(({ ok }) => !ok)
    const { highestHeld, lowestBroken } = this.search.result()
    const step = this.search.observe({
      second,
      targetsOk: missed === undefined,
      ...(missed === undefined ? {} : { brokenBy: thresholdFigures(missed) }),
      finished: this.requests.second?.sum ?? 0,
      dropped: this.dropped.second?.sum ?? 0,
      busyVUs: this.users.second?.sum ?? 0,
    })
    const after = this.search.result()
    const firstBroken = after.highestHeld === null && after.lowestBroken !== lowestBroken
    if (after.highestHeld !== highestHeld || firstBroken) this.decisive = this.judged
    if (step.forget) this.views.restart()
    if (step.control !== undefined) this.control(this.name, step.control)
    return step.events
  }

  current(threshold: Threshold): ThresholdResult | undefined {
    return this.judged[this.targets.indexOf(threshold)]
  }

  final(threshold: Threshold): ThresholdResult | undefined {
    return (this.decisive ?? this.judged)[this.targets.indexOf(threshold)]
  }

  result(): BreakingPoint {
    return this.search.result()
  }
}

function worst(results: readonly (ThresholdResult | undefined)[]): ThresholdResult | undefined {
  return results.find((result) => result?.ok === false) ?? results.find((result) => result !== undefined)
}
