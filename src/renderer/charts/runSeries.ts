import type { Baseline } from '../../shared/baseline.ts'
import type { ScenarioOverview } from '../../shared/ipc.ts'
import { courseOf } from '../../shared/origin.ts'
import type { LivePoint, RunOrigin } from '../../shared/run.ts'
import { formatDuration, formatPercent, formatRate, formatVUs } from '../../shared/units.ts'
import { durationAxis, percentAxis, rateAxis, userAxis } from './axis.ts'
import { latencyTargets, shareTargets, type Target } from './chartTargets.ts'
import { type ChartRows, rowsOf, valueAt } from './rows.ts'
import type { Axis, ChartSeries, ChartTarget } from './types.ts'

/** One chart of a run, ready to be drawn. */
export interface RunChart {
  name: 'latency' | 'rate' | 'errors' | 'vus' | 'iterations'
  title: string
  series: readonly ChartSeries[]
  rows: ChartRows
  axis: Axis
  leastTop: number
  targets: readonly ChartTarget[]
  /** What is planned, or what the baseline did, in the time that has not come yet. */
  ahead?: ChartRows
}

type RunPlan = ScenarioOverview['plan']

const timeMs = (point: LivePoint): number => point.second * 1000
const PLAIN_MS = { unit: 'ms', factor: 0.001 }
const PLAIN_VUS = { unit: 'VUs', factor: 1 }
const PLAIN_ITERATIONS = { unit: 'iterations/s', factor: 1 }
const REQUEST_AXIS = rateAxis('req/s')
const ITERATION_AXIS = rateAxis('/s')
const iterationRate = (value: number): string => formatRate(value, 'iterations/s')

const P50: ChartSeries = { label: 'P50', color: 'green', format: formatDuration, plain: PLAIN_MS, line: 'thin' }
const P95: ChartSeries = { label: 'P95', color: 'blue', format: formatDuration, plain: PLAIN_MS, line: 'strong' }
const P99: ChartSeries = { label: 'P99', color: 'purple', format: formatDuration, plain: PLAIN_MS, line: 'thin' }

const GHOST: ChartSeries = { ...P95, label: 'Baseline P95', color: 'grey', line: 'thin' }

/**
 * The charts of a run, in their order. The last one is there only when the plan has arrivals.
 * @param ghost the baseline's P95 over time, drawn grey beside the run's; empty without a baseline
 * @param origin of an imported run
 */
export function runCharts(
  points: readonly LivePoint[],
  plan: RunPlan,
  targets: readonly Target[],
  { ghost = [], origin }: { ghost?: Baseline['seconds'] | undefined; origin?: RunOrigin | undefined } = {},
): RunChart[] {
  const course = courseOf(origin, points)
  const charts: RunChart[] = [
    withGhost(points, ghost, {
      name: 'latency',
      title: course.title,
      series: [P95, P50, P99],
      rows: rowsOf(points, timeMs, [(p) => p.p95Us, (p) => p.p50Us, (p) => p.p99Us]),
      axis: durationAxis,
      leastTop: 1000,
      targets: latencyTargets(targets),
    }),
    {
      name: 'rate',
      title: 'Request rate',
      series: [
        { label: 'Requests', color: 'blue', format: formatRate, plain: { unit: 'req/s', factor: 1 }, line: 'area' },
      ],
      rows: rowsOf(points, timeMs, [(p) => p.requestRate]),
      axis: REQUEST_AXIS,
      leastTop: 5,
      targets: shareTargets(targets, 'http_reqs'),
    },
    {
      name: 'errors',
      title: 'Error rate',
      series: [
        { label: 'Failed', color: 'vermilion', format: formatPercent, plain: { unit: '%', factor: 100 }, line: 'area' },
      ],
      // Of no request no share failed, and none did not.
      rows: rowsOf(points, timeMs, [(p) => (p.requestRate === 0 ? null : p.failedShare)]),
      axis: percentAxis,
      leastTop: 0.01,
      targets: shareTargets(targets, 'http_req_failed'),
    },
    ...(course.withUsers ? [vusChart(points, plan)] : []),
  ]
  const arrivals = plan.filter((one) => one.unit === 'iterations/s')
  if (arrivals.length > 0) charts.push(iterationsChart(points, plan))
  return charts
}

/** Of long runs not every second is there: the ghost has a value wherever the run has one. */
function withGhost(points: readonly LivePoint[], ghost: Baseline['seconds'], chart: RunChart): RunChart {
  if (ghost.length === 0) return chart
  const p95Us = new Map(ghost.map((point) => [point.second, point.p95Us]))
  const last = points.at(-1)?.second ?? -1
  const later = ghost.filter(({ second }) => second > last)
  const none = later.map(() => null)
  return {
    ...chart,
    series: [...chart.series, GHOST],
    rows: {
      timesMs: chart.rows.timesMs,
      columns: [...chart.rows.columns, points.map(({ second }) => p95Us.get(second) ?? null)],
    },
    ahead: {
      timesMs: later.map(({ second }) => second * 1000),
      columns: [...chart.series.map(() => none), later.map((point) => point.p95Us)],
    },
  }
}

/** The plan is drawn only where it is the plan of everything that the chart counts. */
function vusChart(points: readonly LivePoint[], plan: RunPlan): RunChart {
  const running: ChartSeries = { label: 'Running', color: 'blue', format: formatVUs, plain: PLAIN_VUS, line: 'area' }
  const planned: ChartSeries = { label: 'Planned', color: 'grey', format: formatVUs, plain: PLAIN_VUS, line: 'dashed' }
  // Set by hand or by a search, they have none.
  const isPlanned = points.length === 0 || points.some(({ plannedVUs }) => plannedVUs !== null)
  const hasPlan = isPlanned && plan.length > 0 && plan.every(({ unit }) => unit === 'VUs')
  return {
    name: 'vus',
    title: 'VUs',
    series: hasPlan ? [running, planned] : [running],
    rows: rowsOf(points, timeMs, hasPlan ? [(p) => p.vus, (p) => p.plannedVUs] : [(p) => p.vus]),
    axis: userAxis,
    leastTop: 5,
    targets: [],
    ...(hasPlan && { ahead: planAhead(points, plan, [null, 'plan']) }),
  }
}

function iterationsChart(points: readonly LivePoint[], plan: RunPlan): RunChart {
  const look = { format: iterationRate, plain: PLAIN_ITERATIONS }
  const finished: ChartSeries = { ...look, label: 'Finished', color: 'blue', line: 'area' }
  const dropped: ChartSeries = { ...look, label: 'Dropped', color: 'orange', line: 'thin' }
  const planned: ChartSeries = { ...look, label: 'Planned', color: 'grey', line: 'dashed' }
  const hasPlan = plan.every(({ unit }) => unit === 'iterations/s')
  const measured = [(p: LivePoint) => p.iterationRate, (p: LivePoint) => p.droppedIterations]
  return {
    name: 'iterations',
    title: 'Iterations',
    series: hasPlan ? [finished, dropped, planned] : [finished, dropped],
    rows: rowsOf(points, timeMs, hasPlan ? [...measured, (p) => plannedAt(plan, timeMs(p))] : measured),
    axis: ITERATION_AXIS,
    leastTop: 5,
    targets: [],
    ...(hasPlan && { ahead: planAhead(points, plan, [null, null, 'plan']) }),
  }
}

/** The plan from the newest second on: rows for columns of which some are the plan's. */
function planAhead(points: readonly LivePoint[], plan: RunPlan, columns: readonly ('plan' | null)[]): ChartRows {
  const last = points.at(-1)
  const lastMs = last === undefined ? -1 : timeMs(last)
  const corners = plan.flatMap((one) => one.points.map(([atMs]) => atMs)).filter((atMs) => atMs > lastMs)
  const timesMs = [...new Set(corners)].toSorted((a, b) => a - b)
  return {
    timesMs,
    columns: columns.map((column) => timesMs.map((atMs) => (column === 'plan' ? plannedAt(plan, atMs) : null))),
  }
}

/** Sum of the plans at a time; null when none plans for it. */
function plannedAt(plan: RunPlan, atMs: number): number | null {
  const values = plan.map((one) => valueAt(one.points, atMs)).filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
}

/** Ends of a growing time axis, in seconds. */
const AXIS_ENDS = [30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400]

/**
 * Where the time axis of a run ends. While it runs it grows in steps, no further than the plan: the first minute of a long
 * run is not squeezed into a corner. Then it is what the run took.
 */
export function axisEndMs(points: readonly LivePoint[], plannedMs: number, running: boolean): number {
  const lastMs = (points.at(-1)?.second ?? 0) * 1000
  const least = Math.max(lastMs, 1000)
  if (!running) return least
  const next = AXIS_ENDS.find((seconds) => seconds * 1000 > least * 1.05) ?? Infinity
  return Math.max(least, Math.min(next * 1000, Math.max(plannedMs, 1000)))
}
