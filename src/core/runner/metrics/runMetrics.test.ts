import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeEncoded } from '../../../shared/metrics/histogramCodec.ts'
import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { WindowMaker } from '../testing/windows.ts'
import { MetricView } from './metricView.ts'
import { RunMetrics } from './runMetrics.ts'

const duration = (values: number[], step = 'browse') => ({ metric: 'http_req_duration', tags: { step }, values })

describe('merging workers', () => {
  test('series get one id for the run, whatever the workers call them', () => {
    const metrics = new RunMetrics()
    const [first, second] = [new WindowMaker(), new WindowMaker()]
    const closed = metrics.closeSecond(0, [
      { worker: 0, window: first.window(0, [duration([100], 'a'), duration([200], 'b')]) },
      { worker: 1, window: second.window(0, [duration([300], 'b'), duration([400], 'a')]) },
    ])
    expect(closed.newSeries.map(({ id, tags }) => [id, tags['step']])).toEqual([
      [0, 'a'],
      [1, 'b'],
    ])
    expect(closed.window.points.map(({ series, count, sum }) => ({ series, count, sum }))).toEqual([
      { series: 0, count: 2, sum: 500 },
      { series: 1, count: 2, sum: 500 },
    ])
  })

  test('the run has no more series than its bound, though every worker has other ones; nothing is lost', () => {
    let folds = 0
    const metrics = new RunMetrics({ maxSeries: 10, onFold: () => folds++ })
    const requests = (item: number) => ({
      metric: 'http_reqs',
      tags: { scenario: 's', step: `item ${item}` },
      values: [1],
    })
    const windows = [0, 1, 2, 3].map((worker) => ({
      worker,
      window: new WindowMaker().window(
        0,
        Array.from({ length: 8 }, (_, item) => requests(worker * 8 + item)),
      ),
    }))
    const { window, newSeries } = metrics.closeSecond(0, windows)
    expect(newSeries).toHaveLength(11)
    expect(folds).toBe(1)
    expect(newSeries.at(-1)?.tags).toEqual({ scenario: 's', step: 'other' })
    expect(window.points.reduce((sum, point) => sum + point.sum, 0)).toBe(32)
    expect(window.points.at(-1)?.sum).toBe(22)
  })

  test('percentiles are those of all values together, never an average of percentiles', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 40 }), {
          minLength: 1,
          maxLength: 4,
        }),
        (perWorker) => {
          const metrics = new RunMetrics()
          const windows = perWorker.map((values, worker) => ({
            worker,
            window: new WindowMaker().window(0, [duration(values)]),
          }))
          const [point] = metrics.closeSecond(0, windows).window.points
          const all = new Histogram()
          for (const value of perWorker.flat()) all.record(value)
          expect(point).toMatchObject({ count: all.count, sum: all.sum, min: all.min, max: all.max })
          expect([point?.p50, point?.p90, point?.p95, point?.p99]).toEqual(
            [50, 90, 95, 99].map((p) => all.percentile(p)),
          )
          const decoded = new Histogram()
          mergeEncoded(decoded, point?.histogram ?? new Uint8Array(0), point)
          expect(decoded.percentile(99.9)).toBe(all.percentile(99.9))
        },
      ),
    )
  })

  test('a phase of a request has percentiles each second but no histogram', () => {
    const metrics = new RunMetrics()
    const window = new WindowMaker().window(0, [{ metric: 'http_req_waiting', values: [1000, 2000] }])
    const [point] = metrics.closeSecond(0, [{ worker: 0, window }]).window.points
    expect(point?.p50).toBe(1000)
    expect(point).not.toHaveProperty('histogram')
  })

  test('counters and rates add up', () => {
    const metrics = new RunMetrics()
    const windows = [0, 1].map((worker) => ({
      worker,
      window: new WindowMaker().window(0, [
        { metric: 'data_sent', values: [100, 50] },
        { metric: 'http_req_failed', values: [1, 0, 0] },
      ]),
    }))
    expect(metrics.closeSecond(0, windows).window.points).toEqual([
      { series: 0, count: 4, sum: 300, min: 50, max: 100 },
      { series: 1, count: 6, sum: 2, min: 0, max: 1 },
    ])
  })
})

describe('gauges', () => {
  const vus = (value: number, scenario = 'a') => ({ metric: 'vus', tags: { scenario }, values: [value] })

  test('VUs sum over the workers, and stay for a worker that says nothing new', () => {
    const metrics = new RunMetrics()
    const view = new MetricView('vus', {}, true)
    metrics.attach(view)
    const makers = [new WindowMaker(), new WindowMaker()]
    const close = (second: number, values: (number | undefined)[]) =>
      metrics.closeSecond(
        second,
        values.map((value, worker) => ({
          worker,
          window: (makers[worker] as WindowMaker).window(second, value === undefined ? [] : [vus(value)]),
        })),
      ).window.points[0]?.sum
    expect(close(0, [3, 4])).toBe(7)
    expect(close(1, [undefined, 5])).toBe(8)
    metrics.forgetWorker(1)
    expect(close(2, [undefined])).toBe(3)
    expect(view.sinceStart?.max).toBe(8)
    expect(view.second?.sum).toBe(3)
  })

  test('the peak over scenarios is that of their sum at one time', () => {
    const metrics = new RunMetrics()
    const view = new MetricView('vus')
    metrics.attach(view)
    const maker = new WindowMaker()
    for (const [second, [a, b]] of [
      [10, 0],
      [0, 12],
    ].entries() as Iterable<[number, [number, number]]>) {
      metrics.closeSecond(second, [{ worker: 0, window: maker.window(second, [vus(a, 'a'), vus(b, 'b')]) }])
    }
    expect(view.sinceStart?.max).toBe(12)
  })
})

describe('over time', () => {
  test('roll-ups span 10 and 60 whole seconds, and the last may be shorter', () => {
    const metrics = new RunMetrics()
    const maker = new WindowMaker()
    const rolled: [number, number, number][] = []
    const note = (rollups: ReturnType<RunMetrics['closeRollups']>) => {
      for (const { seconds, window } of rollups) rolled.push([seconds, window.second, window.points[0]?.count ?? 0])
    }
    for (let second = 0; second < 65; second++) {
      note(
        metrics.closeSecond(second, [{ worker: 0, window: maker.window(second, [duration([1000 + second])]) }]).rollups,
      )
    }
    note(metrics.closeRollups(65))
    expect(rolled).toEqual([
      [10, 0, 10],
      [10, 10, 10],
      [10, 20, 10],
      [10, 30, 10],
      [10, 40, 10],
      [10, 50, 10],
      [60, 0, 60],
      [10, 60, 5],
      [60, 60, 5],
    ])
    expect(metrics.closeRollups(65)).toEqual([])
  })

  test('totals hold every value of the run, with histograms', () => {
    const metrics = new RunMetrics()
    const maker = new WindowMaker()
    for (let second = 0; second < 3; second++) {
      metrics.closeSecond(second, [{ worker: 0, window: maker.window(second, [duration([1000, 3000])]) }])
    }
    const [total] = metrics.totals()
    expect(total).toMatchObject({ series: 0, count: 6, sum: 12_000, min: 1000, max: 3000, p50: 1000 })
    expect(total?.histogram?.length).toBeGreaterThan(40)
  })

  test('a view counts only series with its tags, from the first value on', () => {
    const views: MetricView[] = []
    const onSeries = ({ tags }: SeriesDefinition) => {
      const view = new MetricView('http_req_duration', { step: tags['step'] ?? '' })
      views.push(view)
      metrics.attach(view)
    }
    const metrics = new RunMetrics({ onSeries })
    const maker = new WindowMaker()
    metrics.closeSecond(0, [{ worker: 0, window: maker.window(0, [duration([100], 'a'), duration([200, 300], 'b')]) }])
    expect(views.map((view) => view.sinceStart?.count)).toEqual([1, 2])
    views[1]?.restart()
    metrics.closeSecond(1, [{ worker: 0, window: maker.window(1, [duration([100], 'b')]) }])
    expect(views.map((view) => view.sinceStart?.count)).toEqual([1, 1])
  })
})
