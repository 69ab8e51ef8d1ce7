import type { LiveRun } from '../../shared/ipc.ts'
import type { Tags } from '../../shared/metrics/series.ts'
import { boundPoints } from '../../shared/pointHistory.ts'
import type { Slice } from '../../shared/report.ts'
import { parseMetricKey } from '../../shared/thresholds/parse.ts'

/**
 * A run as its screen shows it when some requests are chosen: their history and figures, the run's own load, and of the targets
 * those on exactly these requests.
 */
export function slicedRun(live: LiveRun, filter: Tags, slice: Slice): LiveRun {
  const ofRun = new Map(live.points.map((point) => [point.second, point]))
  const points = slice.points.map((point) => ({
    iterationRate: 0,
    vus: 0,
    plannedVUs: null,
    droppedIterations: 0,
    ...ofRun.get(point.second),
    ...point,
  }))
  const { point: _newest, ...tick } = live.tick
  const newest = points.at(-1)
  return {
    ...live,
    points,
    plan: { ...live.plan, thresholds: targetsOf(filter, live.plan.thresholds) },
    tick: {
      ...tick,
      ...(newest === undefined ? {} : { point: newest }),
      total: slice.total,
      steps: slice.steps,
      thresholds: targetsOf(filter, live.tick.thresholds),
    },
  }
}

/** Targets on exactly the chosen requests, as if these were all. */
function targetsOf<Target extends { metric: string }>(filter: Tags, targets: readonly Target[]): Target[] {
  return targets.flatMap((target) => {
    const { name, filter: own } = parseMetricKey(target.metric)
    return sameTags(own, filter) ? [{ ...target, metric: name }] : []
  })
}

function sameTags(a: Tags, b: Tags): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([tag, value]) => b[tag] === value)
}

/** A slice with what came since, bounded as the history of the whole run is. */
export function joinSlices(before: Slice, newer: Slice): Slice {
  const from = newer.points[0]?.second ?? Infinity
  return { ...newer, points: boundPoints([...before.points.filter(({ second }) => second < from), ...newer.points]) }
}
