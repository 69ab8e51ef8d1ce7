import { describe, expect, it } from 'vitest'
import { Histogram } from '../metrics/histogram.ts'
import { matchesTags } from '../metrics/series.ts'
import { judge, withBaseline } from './judge.ts'
import { parseThreshold } from './parse.ts'
import type { Tags } from '../metrics/series.ts'
import type { MetricTotal, ThresholdSource } from './judge.ts'

function histogramOf(...values: number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

const TOTALS: readonly { name: string; tags: Tags; total: MetricTotal }[] = [
  {
    name: 'time',
    tags: { operation: 'READ' },
    total: { kind: 'trend', unit: 'time', histogram: histogramOf(1000, 2000, 6000) },
  },
  { name: 'size', tags: {}, total: { kind: 'trend', unit: 'default', histogram: histogramOf(10, 20) } },
  { name: 'empty', tags: {}, total: { kind: 'trend', unit: 'time', histogram: new Histogram() } },
  { name: 'counter', tags: {}, total: { kind: 'counter', sum: 50 } },
  { name: 'share', tags: {}, total: { kind: 'rate', passes: 1, total: 4 } },
  { name: 'unused', tags: {}, total: { kind: 'rate', passes: 0, total: 0 } },
  { name: 'gauge', tags: {}, total: { kind: 'gauge', value: 3 } },
]

function sourceAt(elapsedMs: number): ThresholdSource {
  return {
    elapsedMs,
    total: (name, filter) => TOTALS.find((one) => one.name === name && matchesTags(one.tags, filter))?.total,
  }
}

describe('judge', () => {
  it.each<[string, string, number | null, boolean]>([
    ['time', 'p(95)<6', 6, false],
    ['time', 'p(95)<=6', 6, true],
    ['time', 'p(50)<2.1', 2, true],
    ['time', 'med==2', 2, true],
    ['time', 'avg<3', 3, false],
    ['time', 'min===1', 1, true],
    ['time', 'max!=6', 6, false],
    ['time{operation:READ}', 'max>5', 6, true],
    ['time{operation:WRITE}', 'max>5', null, true],
    ['size', 'max<=20', 20, true],
    ['empty', 'p(95)<1', null, true],
    ['counter', 'count>=50', 50, true],
    ['counter', 'rate>25', 25, false],
    ['share', 'rate<0.2', 0.25, false],
    ['unused', 'rate>0.9', null, true],
    ['gauge', 'value<3', 3, false],
    ['absent', 'count>1', null, true],
  ])('%s: %s', (metric, expression, value, ok) => {
    const [result] = judge([parseThreshold(metric, expression)], sourceAt(2000))
    expect(result).toMatchObject({ metric, expression, value, ok, aborted: false })
  })

  it('aborts only a failed threshold that asks for it and whose delay is over', () => {
    const failing = parseThreshold('counter', { threshold: 'count<1', abortOnFail: true, delayAbortEval: '10s' })
    const holding = parseThreshold('counter', { threshold: 'count>1', abortOnFail: true })
    const quiet = parseThreshold('counter', 'count<1')
    const abortedAt = (elapsedMs: number) =>
      judge([failing, holding, quiet], sourceAt(elapsedMs)).map((result) => result.aborted)
    expect(abortedAt(9999)).toEqual([false, false, false])
    expect(abortedAt(10_000)).toEqual([true, false, false])
  })

  it.each<[string, string, number, number, boolean]>([
    ['time', 'p(95) < baseline + 10%', 6, 6.6, true],
    ['time{operation:READ}', 'avg < baseline - 5%', 3, 2.85, false],
    ['time', 'max <= baseline', 6, 6, true],
    ['time', 'min < baseline + 0.5ms', 1, 1.5, true],
    ['share', 'rate < baseline + 0.01', 0.25, 0.26, true],
    ['share', 'rate > baseline + 10%', 0.25, 0.275, false],
    ['counter', 'count >= baseline - 1', 50, 49, true],
    ['gauge', 'value < baseline', 3, 3, false],
  ])('%s: %s against a baseline of the same values', (metric, expression, baseline, limit, ok) => {
    const measured = withBaseline([parseThreshold(metric, expression)], sourceAt(2000))
    expect(judge(measured, sourceAt(2000))).toEqual([
      expect.objectContaining({ baseline, limit: expect.closeTo(limit, 9) as number, ok }),
    ])
  })

  it('does not judge what has no baseline, be it that there is none or that it measured nothing of it', () => {
    const texts = { threshold: 'count < baseline - 100%', abortOnFail: true }
    const unjudged = { value: 50, limit: null, ok: true, aborted: false }
    expect(judge(withBaseline([parseThreshold('counter', texts)], undefined), sourceAt(2000))).toMatchObject([unjudged])
    const absent = withBaseline([parseThreshold('absent', 'count < baseline')], sourceAt(2000))
    expect(absent).toMatchObject([{ limit: null }])
  })

  it('leaves thresholds with a limit of their own as they are', () => {
    const plain = [parseThreshold('time', 'p(95)<6')]
    expect(withBaseline(plain, sourceAt(2000))).toEqual(plain)
  })

  it('has no rate before time has passed', () => {
    expect(judge([parseThreshold('counter', 'rate>25')], sourceAt(0))[0]).toMatchObject({ value: null, ok: true })
  })
})
