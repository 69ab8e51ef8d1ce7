import type { ScenarioOverview } from '../../shared/ipc.ts'
import type { LivePoint, RunEvent } from '../../shared/run.ts'
import { parseThreshold } from '../../shared/thresholds/parse.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { formatVUs } from '../vus.ts'
import { countAxis, durationAxis, percentAxis } from './axis.ts'
import { type ChartRows, rowsOf, valueAt } from './rows.ts'
import type { AxisFormat, ChartMark, ChartSeries, ChartTarget } from './types.ts'

/** One chart of a run, ready to be drawn. */
export interface RunChart {
  name: 'latency' | 'rate' | 'errors' | 'vus' | 'iterations'
  title: string
  series: readonly ChartSeries[]
  rows: ChartRows
  axis: AxisFormat
  leastTop: number
  targets: readonly ChartTarget[]
  /** What is planned for the time that has not come yet. */
  ahead?: ChartRows
}

type RunPlan = ScenarioOverview['plan']
/** A threshold as the plan of a run or its judgement gives it. */
export type Target = Pick<ThresholdResult, 'metric' | 'expression'>

const MOST_MARKS = 40
const MARKED: ReadonlySet<RunEvent['kind']> = new Set([
  'stage',
  'threshold',
  'worker',
  'validity',
  'warning',
  'stopping',
  'aborted',
])

const timeMs = (point: LivePoint): number => point.second * 1000
const iterationRate = (value: number): string => formatRate(value, 'iterations/s')

const P50: ChartSeries = { label: 'P50', color: 'green', format: formatDuration, line: 'thin' }
const P95: ChartSeries = { label: 'P95', color: 'blue', format: formatDuration, line: 'strong' }
const P99: ChartSeries = { label: 'P99', color: 'purple', format: formatDuration, line: 'thin' }

/** The charts of a run, in their order. The last one is there only when the plan has arrivals. */
export function runCharts(points: readonly LivePoint[], plan: RunPlan, targets: readonly Target[]): RunChart[] {
  const charts: RunChart[] = [
    {
      name: 'latency',
      title: 'Response time per second',
      series: [P95, P50, P99],
      rows: rowsOf(points, timeMs, [(p) => p.p95Us, (p) => p.p50Us, (p) => p.p99Us]),
      axis: durationAxis,
      leastTop: 1000,
      targets: latencyTargets(targets),
    },
    {
      name: 'rate',
      title: 'Request rate',
      series: [{ label: 'Requests', color: 'blue', format: formatRate, line: 'area' }],
      rows: rowsOf(points, timeMs, [(p) => p.requestRate]),
      axis: countAxis('req/s'),
      leastTop: 5,
      targets: shareTargets(targets, 'http_reqs'),
    },
    {
      name: 'errors',
      title: 'Error rate',
      series: [{ label: 'Failed', color: 'vermilion', format: formatPercent, line: 'area' }],
      rows: rowsOf(points, timeMs, [(p) => p.failedShare]),
      axis: percentAxis,
      leastTop: 0.01,
      targets: shareTargets(targets, 'http_req_failed'),
    },
    {
      name: 'vus',
      title: 'VUs',
      series: [
        { label: 'Running', color: 'blue', format: formatVUs, line: 'area' },
        { label: 'Planned', color: 'grey', format: formatVUs, line: 'dashed' },
      ],
      rows: rowsOf(points, timeMs, [(p) => p.vus, (p) => p.plannedVUs]),
      axis: countAxis('VUs'),
      leastTop: 5,
      targets: [],
      ahead: planAhead(points, plan, 'VUs', 2, 1),
    },
  ]
  const arrivals = plan.filter((one) => one.unit === 'iterations/s')
  if (arrivals.length > 0) charts.push(iterationsChart(points, arrivals))
  return charts
}

function iterationsChart(points: readonly LivePoint[], arrivals: RunPlan): RunChart {
  const planned = (point: LivePoint): number | null => plannedAt(arrivals, timeMs(point))
  return {
    name: 'iterations',
    title: 'Iterations',
    series: [
      { label: 'Finished', color: 'blue', format: iterationRate, line: 'area' },
      { label: 'Planned', color: 'grey', format: iterationRate, line: 'dashed' },
      { label: 'Dropped', color: 'orange', format: iterationRate, line: 'thin' },
    ],
    rows: rowsOf(points, timeMs, [(p) => p.iterationRate, planned, (p) => p.droppedIterations]),
    axis: countAxis('/s'),
    leastTop: 5,
    targets: [],
    ahead: planAhead(points, arrivals, 'iterations/s', 3, 1),
  }
}

/** The plan from the newest second on: rows of a chart with so many columns, of which one is the plan's. */
function planAhead(
  points: readonly LivePoint[],
  plan: RunPlan,
  unit: RunPlan[number]['unit'],
  columns: number,
  plannedColumn: number,
): ChartRows {
  const last = points.at(-1)
  const lastMs = last === undefined ? -1 : timeMs(last)
  const parts = plan.filter((one) => one.unit === unit)
  const corners = parts.flatMap((one) => one.points.map(([atMs]) => atMs)).filter((atMs) => atMs > lastMs)
  const timesMs = [...new Set(corners)].toSorted((a, b) => a - b)
  const planned = timesMs.map((atMs) => plannedAt(parts, atMs))
  const nothing = timesMs.map(() => null)
  return {
    timesMs,
    columns: Array.from({ length: columns }, (_, index) => (index === plannedColumn ? planned : nothing)),
  }
}

/** Sum of the plans at a time; null when none plans for it. */
function plannedAt(plan: RunPlan, atMs: number): number | null {
  const values = plan.map((one) => valueAt(one.points, atMs)).filter((value) => value !== null)
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
}

/** The limits of whole-run percentiles that the latency chart draws, as lines. */
export function latencyTargets(targets: readonly Target[]): ChartTarget[] {
  return parsed(targets)
    .filter(({ metric }) => metric === 'http_req_duration')
    .flatMap(({ threshold, text }) => {
      const drawn = threshold.aggregate.method === 'p' || threshold.aggregate.method === 'med'
      if (!drawn || !threshold.operator.startsWith('<')) return []
      return [{ label: `Target ${text.aggregate} ${text.limit}`, value: threshold.limit * 1000 }]
    })
}

function shareTargets(targets: readonly Target[], metricName: string): ChartTarget[] {
  return parsed(targets)
    .filter(({ metric, threshold }) => metric === metricName && threshold.aggregate.method === 'rate')
    .map(({ threshold, text }) => ({ label: `Target ${text.limit}`, value: threshold.limit }))
}

function parsed(targets: readonly Target[]) {
  return targets.map((target) => ({
    metric: target.metric,
    threshold: parseThreshold(target.metric, target.expression),
    text: thresholdText({ ...target, value: null }),
  }))
}

/** The events that are marked on charts; of very many the worst and newest. */
export function chartMarks(events: readonly RunEvent[]): ChartMark[] {
  const marked = events.filter((event) => MARKED.has(event.kind))
  if (marked.length <= MOST_MARKS) return marked
  const grave = marked.filter((event) => event.level !== 'info')
  return grave.slice(-MOST_MARKS)
}

/** Where the time axis of a run ends: its plan while it runs, then what it took. */
export function axisEndMs(points: readonly LivePoint[], plannedMs: number, running: boolean): number {
  const lastMs = (points.at(-1)?.second ?? 0) * 1000
  const least = Math.max(lastMs, 1000)
  return running ? Math.max(plannedMs, least) : least
}
