import { expect, it } from 'vitest'
import { legendRows } from './export.ts'
import type { ChartSeries } from './types.ts'

it('sets the legend of a picture in as many rows as it needs, and leaves no entry out', () => {
  const series = ['a', 'bb', 'c'.repeat(30), 'd'].map((label) => ({ label }) as ChartSeries)
  const rows = legendRows(series, 200, (label) => label.length * 6)
  expect(rows.map((row) => row.map(({ one, x }) => [one.label.slice(0, 2), x]))).toEqual([
    [
      ['a', 0],
      ['bb', 46],
    ],
    [['cc', 0]],
    [['d', 0]],
  ])
  expect(legendRows([], 200, () => 0)).toEqual([])
})
