import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { mergeEncoded } from '../../../shared/metrics/histogramCodec.ts'
import { RunLog } from '../testing/runLog.ts'
import { IDLE_METER } from '../testing/virtualRun.ts'
import { Recorder, SeriesSet } from './recorder.ts'
import { SeriesRegistry } from './registry.ts'

const ORIGIN_US = 7_000_000

function setUp(maxSeries = 100) {
  const log = new RunLog()
  const warnings: string[] = []
  const registry = new SeriesRegistry(maxSeries, {}, () => warnings.push('folded'))
  const recorder = new Recorder({ post: (window) => log.port.post(window), measureSelf: () => IDLE_METER.take() })
  recorder.begin(ORIGIN_US)
  const counter = registry.counter('http_reqs', { step: 'a' })
  const trend = registry.trend('http_req_duration', { step: 'a' })
  const set = new SeriesSet([counter, trend])
  const record = (endedAtUs: number, durationUs: number) => {
    recorder.touch(set, ORIGIN_US + endedAtUs)
    counter.add(1)
    trend.add(durationUs)
  }
  return { log, registry, recorder, record, warnings }
}

describe('the recorder', () => {
  it('puts a sample into the second in which it ends', () => {
    const { log, recorder, record } = setUp()
    record(999_999, 10)
    record(1_000_000, 20)
    record(1_999_999, 30)
    recorder.finish(ORIGIN_US + 2_000_000)
    expect(log.windows.map(({ second }) => second)).toEqual([0, 1])
    expect(log.total('http_req_duration', {}, 0)).toEqual({ count: 1, sum: 10, min: 10, max: 10 })
    expect(log.total('http_req_duration', {}, 1)).toEqual({ count: 2, sum: 50, min: 20, max: 30 })
  })

  it('sends every second in order after the loop was blocked, empty ones too', () => {
    const { log, recorder, record } = setUp()
    record(100, 1)
    recorder.flushUntil(ORIGIN_US + 3_200_000)
    record(3_300_000, 2)
    recorder.finish(ORIGIN_US + 3_400_000)
    expect(log.windows.map(({ second, sequence, ids }) => [second, sequence, ids.length])).toEqual([
      [0, 0, 2],
      [1, 1, 0],
      [2, 2, 0],
      [3, 3, 2],
    ])
  })

  it('sends a last second that has begun, and none that has not', () => {
    const { log, recorder, record } = setUp()
    recorder.finish(ORIGIN_US - 5)
    expect(log.windows).toHaveLength(0)
    record(0, 1)
    recorder.finish(ORIGIN_US)
    expect(log.windows).toHaveLength(1)
  })

  it('encodes histograms that decode to what was recorded, and introduces each series once', () => {
    const { log, recorder, record } = setUp()
    for (const value of [5, 700, 90_000]) record(10, value)
    record(1_200_000, 3)
    recorder.finish(ORIGIN_US + 1_500_000)
    const [first, second] = log.windows
    const place = first?.ids.indexOf(1) ?? -1
    const before = first?.histogramLengths.subarray(0, place).reduce((sum, length) => sum + length, 0) ?? 0
    const bytes = first?.histograms.subarray(before, before + (first.histogramLengths[place] ?? 0)) ?? new Uint8Array()
    const decoded = new Histogram()
    mergeEncoded(decoded, bytes)
    expect(decoded.count).toBe(3)
    expect(decoded.percentile(50)).toBe(700)
    expect(first?.series.map(({ metric }) => metric)).toEqual(['http_reqs', 'http_req_duration'])
    expect(second?.series).toEqual([])
  })

  it('sends steady gauges with every second, with the span of their values', () => {
    const { log, registry, recorder } = setUp()
    const gauge = registry.gauge('vus', { scenario: 's' })
    recorder.addSteadyGauge(gauge)
    gauge.set(3)
    gauge.set(1)
    recorder.flushUntil(ORIGIN_US + 2_000_000)
    expect(log.total('vus', {}, 0)).toMatchObject({ min: 1, max: 3, sum: 1 })
    expect(log.total('vus', {}, 1)).toMatchObject({ min: 1, max: 1, sum: 1 })
  })
})

describe('the series registry', () => {
  it('folds tag values beyond the bound, with one warning and no loss', () => {
    const { log, registry, recorder, warnings } = setUp(10)
    for (let id = 0; id < 1000; id++) {
      const counter = registry.counter('http_reqs', { scenario: 's', step: `item ${id}` })
      recorder.touch(new SeriesSet([counter]), ORIGIN_US)
      counter.add(1)
    }
    recorder.finish(ORIGIN_US + 10)
    expect(registry.all.length).toBe(11)
    expect(warnings).toHaveLength(1)
    expect(log.total('http_reqs', {}).sum).toBe(1000)
    expect(log.total('http_reqs', { scenario: 's', step: 'other' }).sum).toBe(992)
  })

  it('gives the same series for the same tags in any order', () => {
    const { registry } = setUp()
    expect(registry.counter('iterations', { a: '1', b: '2' })).toBe(registry.counter('iterations', { b: '2', a: '1' }))
  })
})
