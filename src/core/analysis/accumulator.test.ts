import { describe, expect, it } from 'vitest'
import { Histogram } from '../../shared/metrics/histogram.ts'
import { encodeHistogram } from '../../shared/metrics/histogramCodec.ts'
import { Accumulator } from './accumulator.ts'

const histogram = new Histogram()
for (const value of [100, 200, 300]) histogram.record(value)
const MEASURED = { series: 0, count: 3, sum: 600, min: 100, max: 300, histogram: encodeHistogram(histogram) }
/** As another tool told it: nobody knows how its values lie. */
const TOLD = { series: 0, count: 1000, sum: 5e6, min: 10, max: 90_000, p50: 4000 }

describe('a trend that is added up', () => {
  it('tells percentiles while every point had its histogram', () => {
    const sum = new Accumulator('trend')
    sum.addPoint(MEASURED)
    expect(sum.toPoint(7)).toMatchObject({ series: 7, count: 3, p50: 200, p99: 300 })
    expect(sum.asTotal('time')).toMatchObject({ kind: 'trend' })
  })

  it.each([[[TOLD]], [[TOLD, MEASURED]], [[MEASURED, TOLD]]])(
    'tells none, and gives nothing to judge, once a point came without one',
    (points) => {
      const sum = new Accumulator('trend')
      for (const point of points) sum.addPoint(point)
      const { count, max, ...rest } = sum.toPoint(7)
      expect({ count, max }).toEqual({ count: points.length === 1 ? 1000 : 1003, max: 90_000 })
      expect(Object.keys(rest)).toEqual(['series', 'sum', 'min'])
      expect(sum.histogram).toBeUndefined()
      expect(sum.asTotal('time')).toBeUndefined()
      sum.reset()
      sum.addPoint(MEASURED)
      expect(sum.toPoint(7).p50).toBe(200)
    },
  )
})
