import type { StepRow } from '../../shared/run.ts'
import type { Accumulator } from './accumulator.ts'
import { rowPercentiles } from './trendTotal.ts'

/** Metrics that a step's row is made of. */
export const STEP_METRICS = [
  'http_reqs',
  'http_req_duration',
  'http_req_failed',
  'stream_ttft',
  'stream_token_gap',
  'stream_tokens',
  'stream_tokens_per_second',
  'ws_sessions',
  'ws_connecting',
  'ws_failed',
  'ws_msgs_sent',
  'ws_msgs_received',
] as const

export type StepMetric = (typeof STEP_METRICS)[number]

/** Those that give a step a row: what it sent, or tried to open. */
export const STEP_STARTS: readonly StepMetric[] = ['http_reqs', 'ws_sessions', 'ws_failed']

/**
 * One row of the step table: of requests, or of WebSocket sessions, whose times are those of opening.
 * @param of what was gathered of a metric of the step
 * @param seconds of the run so far
 * @returns undefined when the step has sent nothing yet
 */
export function stepFigures(
  name: string,
  of: (metric: StepMetric) => Accumulator | undefined,
  seconds: number,
): StepRow | undefined {
  const requests = of('http_reqs')?.sum ?? 0
  // A session that is open has no outcome yet; one that never opened has nothing else.
  const sessions = Math.max(of('ws_sessions')?.sum ?? 0, of('ws_failed')?.count ?? 0)
  const count = requests + sessions
  if (count === 0) return undefined
  const times = of(sessions > 0 ? 'ws_connecting' : 'http_req_duration')?.histogram
  const stream = streamFigures(of)
  return {
    name,
    count,
    rate: seconds > 0 ? count / seconds : 0,
    ...rowPercentiles((percent) => times?.percentile(percent) ?? 0),
    failedShare: shareOf(of(sessions > 0 ? 'ws_failed' : 'http_req_failed')),
    ...(stream && { stream }),
    ...(sessions > 0 && {
      messages: { sent: of('ws_msgs_sent')?.sum ?? 0, received: of('ws_msgs_received')?.sum ?? 0 },
    }),
  }
}

function streamFigures(of: (metric: StepMetric) => Accumulator | undefined): StepRow['stream'] {
  const ttft = of('stream_ttft')
  if (!ttft?.histogram || ttft.count === 0) return undefined
  return {
    ttftP50Us: ttft.histogram.percentile(50),
    ttftP95Us: ttft.histogram.percentile(95),
    gapP95Us: of('stream_token_gap')?.histogram?.percentile(95) ?? 0,
    tokens: of('stream_tokens')?.sum ?? 0,
    tokensPerSecond: of('stream_tokens_per_second')?.histogram?.percentile(50) ?? 0,
  }
}

/** A rate's share of true samples, 0 when there are none. */
export function shareOf(rate: { count: number; sum: number } | undefined): number {
  return rate === undefined || rate.count === 0 ? 0 : rate.sum / rate.count
}
