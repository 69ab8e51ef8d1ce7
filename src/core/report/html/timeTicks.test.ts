import { expect, it } from 'vitest'
import { timeTicks } from './timeTicks.ts'

const texts = (from: number, to: number): string[] => timeTicks({ from, to }).map(({ text }) => text)

it('stands at round times, each once, however long the run was', () => {
  expect(texts(0, 1)).toEqual(['0:00', '0:01'])
  expect(texts(0, 3)).toEqual(['0:00', '0:01', '0:02', '0:03'])
  expect(texts(0, 3599)).toEqual(['0:00', '10:00', '20:00', '30:00', '40:00', '50:00'])
  expect(texts(0, 86_399)).toEqual(['0:00', '4:00:00', '8:00:00', '12:00:00', '16:00:00', '20:00:00'])
  expect(texts(75, 225)).toEqual(['1:30', '2:00', '2:30', '3:00', '3:30'])
  expect(texts(4.5, 5.5)).toEqual(['0:05'])
})
