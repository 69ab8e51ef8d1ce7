import { expect, test } from 'vitest'
import { WindowMaker } from '../testing/windows.ts'
import { WindowCollector } from './windowCollector.ts'

function closed(collector: WindowCollector): [number, number[]][] {
  return collector.takeComplete().map(({ second, windows }) => [second, windows.map(({ worker }) => worker)])
}

test('a second closes when every worker has delivered it', () => {
  const collector = new WindowCollector(2)
  const [a, b] = [new WindowMaker(), new WindowMaker()]
  collector.add(1, b.window(0, []))
  collector.add(1, b.window(1, []))
  expect(closed(collector)).toEqual([])
  collector.add(0, a.window(0, []))
  expect(closed(collector)).toEqual([[0, [0, 1]]])
  collector.add(0, a.window(1, []))
  expect(closed(collector)).toEqual([[1, [0, 1]]])
})

test('nobody waits for a worker that is over, and what it delivered counts', () => {
  const collector = new WindowCollector(2)
  const [a, b] = [new WindowMaker(), new WindowMaker()]
  collector.add(0, a.window(0, []))
  collector.add(0, a.window(1, []))
  collector.add(0, a.window(2, []))
  collector.add(1, b.window(0, []))
  collector.add(1, b.window(1, []))
  expect(closed(collector)).toEqual([
    [0, [0, 1]],
    [1, [0, 1]],
  ])
  collector.end(1)
  expect(closed(collector)).toEqual([[2, [0]]])
  collector.add(0, a.window(3, []))
  collector.end(0)
  expect(closed(collector)).toEqual([[3, [0]]])
  expect(collector.closedSeconds).toBe(4)
})

test('lost windows are counted, by their numbers and by their seconds', () => {
  const collector = new WindowCollector(1)
  const maker = new WindowMaker()
  expect(collector.add(0, maker.window(0, []))).toBe(0)
  maker.lose()
  expect(collector.add(0, maker.window(2, []))).toBe(1)
  expect(closed(collector)).toEqual([
    [0, [0]],
    [1, []],
    [2, [0]],
  ])
})
