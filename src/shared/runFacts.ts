import { LACK_WORDS } from './origin.ts'
import type { RunOrigin } from './run.ts'
import type { RunDetail } from './ipc.ts'
import type { MetricSummary, RunSummary } from './summary.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate, formatVUs } from './units.ts'

type Trend = Extract<MetricSummary, { type: 'trend' }>

/** A headline figure for people. */
export interface Figure {
  name: string
  value: string
  id: string
  /** Why there is no value, or what it is not. */
  why?: string
}

/** The headline figures of a whole run, for people: on its page and in its report. */
export function headlineFigures(summary: RunSummary): Figure[] {
  const { origin } = summary.run
  return figuresOf(summary).map(([name, value, id]) => {
    const why = origin && whyOf(origin, value, id)
    return why === undefined ? { name, value, id } : { name, value, id, why }
  })
}

const RESPONSE_TIMES = new Set(['p50', 'p95', 'p99', 'p999', 'max'])

function whyOf({ format, lacks }: RunOrigin, value: string, id: string): string | undefined {
  if (value === '–') return `${format} does not tell it.`
  return RESPONSE_TIMES.has(id) && lacks.includes('last-byte') ? 'To the first byte of the response.' : undefined
}

type NamedFigure = readonly [name: string, value: string, id: string]

function figuresOf({ metrics, load }: RunSummary): NamedFigure[] {
  const duration = trend(metrics['http_req_duration'])
  const requests = metrics['http_reqs']
  const failed = metrics['http_req_failed']
  const received = metrics['data_received']
  const ms = (value: number | undefined): string => formatDuration(value === undefined ? null : value * 1000)
  return [
    ['P50', ms(duration?.['p(50)']), 'p50'],
    ['P95', ms(duration?.['p(95)']), 'p95'],
    ['P99', ms(duration?.['p(99)']), 'p99'],
    ['P99.9', ms(duration?.['p(99.9)']), 'p999'],
    ['Slowest', ms(duration?.max), 'max'],
    ['Requests', requests?.type === 'counter' ? formatCount(requests.count) : '–', 'requests'],
    ['Request rate', requests?.type === 'counter' ? formatRate(requests.rate) : '–', 'rate'],
    ['Error rate', failed?.type === 'rate' ? formatPercent(failed.rate) : '–', 'errors'],
    // Tools whose results were imported may not say how many users were at work.
    ['Peak load', load.peakVUs === 0 ? '–' : formatVUs(load.peakVUs), 'vus'],
    ['Received', received?.type === 'counter' ? formatBytes(received.count) : '–', 'received'],
    ...(load.droppedIterations > 0 ? ([['Dropped', formatCount(load.droppedIterations), 'dropped']] as const) : []),
    ...limitFigures(metrics, ms),
    ...streamFigures(metrics, ms),
    ...socketFigures(metrics, ms),
  ]
}

type Metrics = RunSummary['metrics']
type Milliseconds = (value: number | undefined) => string

/** What rates that requests share cost, where there are any. */
function limitFigures(metrics: Metrics, ms: Milliseconds): NamedFigure[] {
  const wait = trend(metrics['budget_wait'])
  const limited = metrics['rate_limited']
  return [
    ...(wait ? ([['Budget wait, P95', ms(wait['p(95)']), 'budget-wait']] as const) : []),
    ...(limited?.type === 'counter' ? ([['Rate limited', formatCount(limited.count), 'rate-limited']] as const) : []),
  ]
}

function streamFigures(metrics: Metrics, ms: Milliseconds): NamedFigure[] {
  const ttft = trend(metrics['stream_ttft'])
  const gap = trend(metrics['stream_token_gap'])
  const tokens = metrics['stream_tokens']
  if (!ttft) return []
  return [
    ['First token, P95', ms(ttft['p(95)']), 'ttft'],
    ['Token gap, P95', ms(gap?.['p(95)']), 'token-gap'],
    ['Tokens', tokens?.type === 'counter' ? formatCount(tokens.count) : '–', 'tokens'],
  ]
}

function socketFigures(metrics: Metrics, ms: Milliseconds): NamedFigure[] {
  const failed = metrics['ws_failed']
  if (failed?.type !== 'rate') return []
  const sessions = metrics['ws_sessions']
  return [
    ['Sessions', sessions?.type === 'counter' ? formatCount(sessions.count) : '0', 'sessions'],
    ['Opening, P95', ms(trend(metrics['ws_connecting'])?.['p(95)']), 'ws-connecting'],
    ['Sessions failed', formatPercent(failed.rate), 'ws-failed'],
  ]
}

/** Where the load came from, and how the load generator itself fared. */
export function environmentFacts({
  machine,
  summary,
}: Pick<RunDetail, 'machine' | 'summary'>): (readonly [name: string, value: string])[] {
  const { load } = summary
  const { versions } = machine
  const { origin } = summary.run
  if (origin !== undefined) {
    return [
      ['Imported from', origin.format],
      [
        'Cannot tell',
        origin.lacks.length === 0 ? 'Nothing is missing' : origin.lacks.map((lack) => LACK_WORDS[lack]).join('; '),
      ],
      ['Run id', summary.run.id],
    ]
  }
  return [
    ['Machine', machine.hostname],
    ['System', `${machine.os}, ${machine.arch}`],
    ['Processor', `${machine.cpu}, ${formatCount(machine.cores)} ${machine.cores === 1 ? 'core' : 'cores'}`],
    ['Memory', formatBytes(machine.memoryBytes)],
    ['Headroom', versions.headroom],
    ['Runtime', `Node ${versions.node}${versions.electron === undefined ? '' : `, Electron ${versions.electron}`}`],
    ['Load workers', formatCount(load.workers)],
    ['Busiest worker', `${formatPercent(load.cpuShareMax)} of a core`],
    ['Loop delay of workers, P99', formatDuration(load.loopDelayP99Ms * 1000)],
    ['Lateness of starts, P99', formatDuration(load.timerLatenessP99Ms * 1000)],
    ['Loop delay of the app, P99', formatDuration(load.coordinatorLoopDelayP99Ms * 1000)],
    ['Dropped iterations', formatCount(load.droppedIterations)],
    ['Run id', summary.run.id],
  ]
}

function trend(metric: MetricSummary | undefined): Trend | undefined {
  return metric?.type === 'trend' && metric.count > 0 ? metric : undefined
}
