import { HEALTH_VALUES, type HealthState, healthState } from './health.ts'
import { OBSERVED_PREFIX } from './metrics/definitions.ts'
import type { Tags } from './metrics/series.ts'
import type { LivePoint } from './run.ts'
import { parseMetricKey } from './thresholds/parse.ts'
import { formatBytes, formatDuration, formatPercent, formatRate } from './units.ts'

/** Lines of one metric beside the load, on the time axis of the run. */
export interface ObservedChart {
  metric: string
  title: string
  /** A value with its unit. */
  show: (value: number) => string
  /** Its values are shares, 0 to 1. */
  isShare: boolean
  /** For spreadsheets: plain numbers in this unit, which are values times the factor. */
  plain: { unit: string; factor: number }
  lines: readonly { label: string; values: readonly (number | null)[] }[]
  /** Only the seconds in which something was seen. */
  seconds: readonly number[]
}

/** What was in which state when. */
export interface StateStrip {
  label: string
  spans: readonly { state: StripState; fromMs: number; toMs: number }[]
}

export type StripState = HealthState | 'closed' | 'half-open' | 'open'

/** More lines cannot be told apart. */
const MOST_LINES = 6
const MOST_CHARTS = 24
const STRIPS: ReadonlySet<string> = new Set(['observed.health', 'observed.dependency', 'breaker_state'])

/** The charts of what was seen beside the load, one per metric, in the order in which they were first seen. */
export function observedCharts(points: readonly LivePoint[]): ObservedChart[] {
  const byMetric = new Map<string, Map<string, Tags>>()
  for (const [key, { name, filter }] of keysOf(points)) {
    if (STRIPS.has(name)) continue
    const keys = byMetric.get(name) ?? new Map<string, Tags>()
    byMetric.set(name, keys.set(key, filter))
  }
  return [...byMetric].slice(0, MOST_CHARTS).map(([metric, keys]) => {
    const shown = [...keys].slice(0, MOST_LINES)
    const seen = points.filter(({ observed }) => shown.some(([key]) => observed?.[key] !== undefined))
    const more = keys.size > shown.length ? `, ${shown.length} of ${keys.size}` : ''
    const { show, plain } = unitOf(metric)
    return {
      metric,
      title: `${titleOf(metric)}${more}`,
      show,
      isShare: isShareMetric(metric),
      plain,
      seconds: seen.map(({ second }) => second),
      lines: shown.map(([key, tags]) => ({
        label: labelOf(tags, metric),
        values: seen.map(({ observed }) => observed?.[key] ?? null),
      })),
    }
  })
}

/** States over time: of the system, of what it depends on, of circuit breakers. A state holds until the next look. */
export function stateStrips(points: readonly LivePoint[], endMs: number): StateStrip[] {
  return [...keysOf(points)].flatMap(([key, { name, filter }]) => {
    if (!STRIPS.has(name)) return []
    const spans: { state: StripState; fromMs: number; toMs: number }[] = []
    for (const { second, observed } of points) {
      const value = observed?.[key]
      if (value === undefined) continue
      const state = name === 'breaker_state' ? breakerState(value) : healthState(value)
      const last = spans.at(-1)
      if (last?.state === state) continue
      if (last !== undefined) last.toMs = second * 1000
      spans.push({ state, fromMs: second * 1000, toMs: endMs })
    }
    return [{ label: stripLabel(name, filter), spans }]
  })
}

/** Whether anything was seen beside the load. */
export function hasObserved(points: readonly LivePoint[]): boolean {
  return points.some(({ observed }) => observed !== undefined)
}

function keysOf(points: readonly LivePoint[]): Map<string, ReturnType<typeof parseMetricKey>> {
  const keys = new Map<string, ReturnType<typeof parseMetricKey>>()
  for (const { observed } of points) {
    for (const key in observed) if (!keys.has(key)) keys.set(key, parseMetricKey(key))
  }
  return keys
}

function breakerState(value: number): StripState {
  if (value === 0) return 'closed'
  return value === 1 ? 'half-open' : 'open'
}

function stripLabel(metric: string, tags: Tags): string {
  if (metric === 'observed.health') return tags['observer'] === 'health' ? 'System' : (tags['observer'] ?? 'System')
  if (metric === 'observed.dependency') return tags['dependency'] ?? 'dependency'
  return labelOf(tags, 'Circuit breaker')
}

function labelOf({ observer, ...own }: Tags, fallback: string): string {
  const texts = Object.values(own)
  if (texts.length > 0) return texts.join(', ')
  return observer ?? fallback.replace(OBSERVED_PREFIX, '')
}

function titleOf(metric: string): string {
  if (metric === 'server_timing') return 'Server timing, P95 per second'
  // The values have their unit beside them.
  const name = metric.replace(OBSERVED_PREFIX, '').replace(/_(?:ms|seconds|bytes|per_s)(?=_p\d+$|$)/, '')
  const words = name.replaceAll('_', ' ').replace(/ p(\d+)$/, ' P$1')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isShareMetric(metric: string): boolean {
  return metric === 'cache_hits' || /_(?:rate|share|ratio)$/.test(metric)
}

function unitOf(metric: string): Pick<ObservedChart, 'show' | 'plain'> {
  if (metric === 'server_timing') return { show: formatDuration, plain: { unit: 'ms', factor: 0.001 } }
  if (isShareMetric(metric)) {
    return { show: formatPercent, plain: { unit: '%', factor: 100 } }
  }
  if (metric.endsWith('_ms')) return { show: (ms) => formatDuration(ms * 1000), plain: { unit: 'ms', factor: 1 } }
  if (/_seconds(?:_p\d+)?$/.test(metric)) {
    return { show: (seconds) => formatDuration(seconds * 1e6), plain: { unit: 's', factor: 1 } }
  }
  if (metric.endsWith('_bytes')) return { show: formatBytes, plain: { unit: 'bytes', factor: 1 } }
  if (metric.endsWith('_per_s')) return { show: (value) => formatRate(value, '/s'), plain: { unit: '/s', factor: 1 } }
  return { show: (value) => String(Number(value.toPrecision(4))), plain: { unit: 'value', factor: 1 } }
}

/** How good a state is, for colours: 1 good, 0.5 worth a look, 0 bad. */
export function goodness(state: StripState): number {
  if (state === 'closed') return 1
  if (state === 'half-open') return 0.5
  return state === 'open' ? 0 : HEALTH_VALUES[state]
}
