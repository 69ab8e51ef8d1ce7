import { courseOf } from '../../../shared/origin.ts'
import type { LivePoint, RunOrigin } from '../../../shared/run.ts'
import { observedCharts } from '../../../shared/observedCharts.ts'
import { thresholdText } from '../../../shared/thresholds/format.ts'
import { parseThreshold } from '../../../shared/thresholds/parse.ts'
import type { ThresholdResult } from '../../../shared/thresholds/types.ts'
import { formatClock, formatDuration, formatPercent, formatRate, formatVUs } from '../../../shared/units.ts'
import type { Chart } from './chart.ts'
import { timeTicks } from './timeTicks.ts'

/** More points than a chart has pixels would only make the file long. */
const MOST_POINTS = 600

/** A point of a chart: some seconds of the run. */
type Span = readonly LivePoint[]

/** The run over time. Percentiles cannot be averaged: where a point stands for some seconds it shows the worst of them. */
export function timeCharts(
  points: readonly LivePoint[],
  thresholds: readonly ThresholdResult[],
  origin?: RunOrigin,
): Chart[] {
  const course = courseOf(origin, points)
  const seconds = Math.max(1, Math.ceil(points.length / MOST_POINTS))
  const spans = Array.from({ length: Math.ceil(points.length / seconds) }, (_, index) =>
    points.slice(index * seconds, (index + 1) * seconds),
  )
  const lastSecond = Math.max(1, points.at(-1)?.second ?? 1)
  const starts = spans.map(([first]) => first?.second ?? 0)
  const shared = {
    kind: 'lines' as const,
    seconds: lastSecond,
    places: starts.map((second) => second / lastSecond),
    names: starts.map((second) => formatClock(second * 1000)),
    nameTitle: 'Time',
    ticks: ticksOf(lastSecond),
  }
  const note = (what: string): { note?: string } =>
    seconds === 1 ? {} : { note: `A point stands for ${seconds} s and shows ${what}.` }
  return [
    {
      ...shared,
      ...note('the highest percentile of a second in it'),
      title: course.title,
      show: formatDuration,
      leastTop: 1000,
      targets: targetsOf(thresholds, 'http_req_duration', 1000),
      series: [
        { label: 'P95', color: 'blue', values: spans.map((span) => highest(span, (point) => point.p95Us)) },
        { label: 'P50', color: 'green', values: spans.map((span) => highest(span, (point) => point.p50Us)) },
        { label: 'P99', color: 'purple', values: spans.map((span) => highest(span, (point) => point.p99Us)) },
      ],
    },
    {
      ...shared,
      ...note('their mean'),
      title: 'Request rate',
      show: (value) => formatRate(value),
      leastTop: 5,
      targets: targetsOf(thresholds, 'http_reqs', 1),
      series: [
        { label: 'Requests', color: 'blue', values: spans.map((span) => mean(span, (point) => point.requestRate)) },
      ],
    },
    {
      ...shared,
      ...note('the worst second in it'),
      title: 'Error rate',
      show: formatPercent,
      leastTop: 0.01,
      targets: targetsOf(thresholds, 'http_req_failed', 1),
      series: [
        {
          label: 'Failed',
          color: 'vermilion',
          // Of no request no share failed, and none did not.
          values: spans.map((span) => highest(span, (point) => (point.requestRate === 0 ? null : point.failedShare))),
        },
      ],
    },
    {
      ...shared,
      ...note('the most in it'),
      title: 'Virtual users',
      show: formatVUs,
      leastTop: 5,
      targets: [],
      series: course.withUsers
        ? [{ label: 'Running', color: 'blue', values: spans.map((span) => highest(span, (point) => point.vus)) }]
        : [],
    },
  ]
}

/** As many lines as there are colours. */
const OBSERVED_COLORS = ['blue', 'green', 'purple', 'vermilion'] as const

/** What observers saw, on the same axis of time. */
export function observedTimeCharts(points: readonly LivePoint[]): Chart[] {
  const lastSecond = Math.max(1, points.at(-1)?.second ?? 1)
  return observedCharts(points).map(({ title, show, seconds, lines }) => {
    const step = Math.max(1, Math.ceil(seconds.length / MOST_POINTS))
    const kept = (_: unknown, index: number): boolean => index % step === 0
    const shown = seconds.filter(kept)
    return {
      kind: 'lines',
      title,
      show,
      leastTop: 0,
      targets: [],
      places: shown.map((second) => second / lastSecond),
      names: shown.map((second) => formatClock(second * 1000)),
      nameTitle: 'Time',
      ticks: ticksOf(lastSecond),
      series: lines.slice(0, OBSERVED_COLORS.length).map(({ label, values }, index) => ({
        label,
        color: OBSERVED_COLORS[index] ?? 'blue',
        values: values.filter(kept),
      })),
    }
  })
}

function ticksOf(lastSecond: number): Chart['ticks'] {
  return timeTicks({ from: 0, to: lastSecond }).map(({ second, text }) => ({ place: second / lastSecond, text }))
}

/** Limits on the whole of a metric that its chart can show: percentiles of times, shares and rates. */
function targetsOf(thresholds: readonly ThresholdResult[], metric: string, factor: number): Chart['targets'] {
  return thresholds
    .filter((result) => {
      const { metricName, filter, aggregate } = parseThreshold(result.metric, result.expression)
      return (
        metricName === metric && Object.keys(filter).length === 0 && ['p', 'med', 'rate'].includes(aggregate.method)
      )
    })
    .flatMap((result) => {
      const { aggregate, limit } = thresholdText(result)
      return result.limit === null ? [] : [{ value: result.limit * factor, text: `target: ${aggregate} ${limit}` }]
    })
}

function highest(span: Span, of: (point: LivePoint) => number | null): number | null {
  const values = span.map(of).filter((value) => value !== null)
  return values.length === 0 ? null : Math.max(...values)
}

function mean(span: Span, of: (point: LivePoint) => number): number {
  return span.reduce((sum, point) => sum + of(point), 0) / span.length
}
