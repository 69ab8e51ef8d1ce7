import { describe, expect, it } from 'vitest'
import type { MetricKind } from '../../shared/metrics/definitions.ts'
import { Histogram } from '../../shared/metrics/histogram.ts'
import { encodeHistogram } from '../../shared/metrics/histogramCodec.ts'
import { Accumulator } from './accumulator.ts'
import { stepFigures } from './stepFigures.ts'
import type { StepMetric } from './stepFigures.ts'

function gathered(kind: MetricKind, ...values: number[]): Accumulator {
  const accumulator = new Accumulator(kind)
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  const sum = values.reduce((total, value) => total + value, 0)
  const stats = { series: 0, count: values.length, sum, min: Math.min(...values), max: Math.max(...values) }
  accumulator.addPoint(kind === 'trend' ? { ...stats, histogram: encodeHistogram(histogram) } : stats)
  return accumulator
}

const row = (metrics: Partial<Record<StepMetric, Accumulator>>) => stepFigures('step', (metric) => metrics[metric], 2)

describe('a row of the step table', () => {
  it('is that of requests, with nothing of streams or sockets', () => {
    const requests = {
      http_reqs: gathered('counter', 1, 1, 1, 1),
      http_req_duration: gathered('trend', 100, 200, 300, 400),
      http_req_failed: gathered('rate', 0, 0, 0, 1),
    }
    expect(row(requests)).toEqual({
      name: 'step',
      count: 4,
      rate: 2,
      p50Us: 200,
      p95Us: 400,
      p99Us: 400,
      failedShare: 0.25,
    })
  })

  it('tells first token, gap and tokens where responses were streams', () => {
    const streams = {
      http_reqs: gathered('counter', 1),
      stream_ttft: gathered('trend', 900),
      stream_token_gap: gathered('trend', 20, 40),
      stream_tokens: gathered('counter', 31),
      stream_tokens_per_second: gathered('trend', 50),
    }
    expect(row(streams)?.stream).toEqual({
      ttftP50Us: 900,
      ttftP95Us: 900,
      gapP95Us: 40,
      tokens: 31,
      tokensPerSecond: 50,
    })
  })

  it('counts sessions, those that are open and those that never opened, with the times of opening', () => {
    const open = {
      ws_sessions: gathered('counter', 1, 1, 1),
      ws_connecting: gathered('trend', 500, 600, 700),
      ws_msgs_sent: gathered('counter', 10),
    }
    expect(row(open)).toMatchObject({ count: 3, p50Us: 600, failedShare: 0, messages: { sent: 10, received: 0 } })
    expect(row({ ws_failed: gathered('rate', 1, 1) })).toMatchObject({ count: 2, failedShare: 1 })
  })

  it('is none for a step that sent nothing', () => {
    expect(row({})).toBeUndefined()
  })
})
