import { expect, it } from 'vitest'
import { lone } from './lonePoints.ts'

const line = (...values: number[]) => values.map((y, x) => ({ x, y }))
const placesOf = (...values: number[]) => lone(line(...values)).map(({ x }) => x)

it('finds the points through which no line goes', () => {
  expect(placesOf(5)).toEqual([0])
  expect(placesOf(5, NaN, NaN, 7, NaN, 0)).toEqual([0, 3, 5])
  expect(placesOf(5, 6)).toEqual([])
  expect(placesOf(NaN, 5, 6, NaN, 8)).toEqual([4])
  expect(placesOf()).toEqual([])
})
