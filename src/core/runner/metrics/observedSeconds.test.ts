import { expect, test } from 'vitest'
import { mergeEncoded } from '../../../shared/metrics/histogramCodec.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { ObservedSeconds } from './observedSeconds.ts'

test('a sample goes into its second, a late one into the oldest open second', () => {
  const observed = new ObservedSeconds()
  const gauge = { metric: 'observed.connections', tags: { observer: 'postgres' } }
  observed.add({ ...gauge, value: 7, atMs: 2999 }, 2)
  observed.add({ ...gauge, value: 3, atMs: 1000 }, 2)
  observed.add({ ...gauge, value: 9, atMs: 3000 }, 2)
  expect(observed.take(1)).toEqual([])
  expect(observed.take(2)).toMatchObject([
    { definition: { ...gauge, kind: 'gauge', unit: 'default' }, stats: { count: 2, sum: 3, min: 3, max: 7 } },
  ])
  expect(observed.take(2)).toEqual([])
  expect(observed.pending).toEqual([3])
})

test('trends carry a histogram', () => {
  const observed = new ObservedSeconds()
  for (const value of [100, 900]) observed.add({ metric: 'server_timing', tags: { name: 'db' }, value, atMs: 10 }, 0)
  const [part] = observed.take(0)
  const histogram = new Histogram()
  mergeEncoded(histogram, part?.bytes ?? new Uint8Array())
  expect(part?.stats).toEqual({ count: 2, sum: 1000, min: 100, max: 900 })
  expect(histogram.percentile(100)).toBe(900)
})

test('the number of series is bounded, and an unknown metric is a mistake', () => {
  const observed = new ObservedSeconds()
  const answers = Array.from({ length: 400 }, (_, n) =>
    observed.add({ metric: 'observed.rows', tags: { table: `t${n}` }, value: 1, atMs: 0 }, 0),
  )
  expect(answers.filter((answer) => answer === 'refused').length).toBe(100)
  expect(observed.take(0).length).toBe(300)
  expect(() => observed.add({ metric: 'nonsense', tags: {}, value: 1, atMs: 0 }, 0)).toThrow('no such metric')
})
