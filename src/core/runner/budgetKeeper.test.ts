import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BudgetKeeper } from './budgetKeeper.ts'

const MINUTE = 60e6
const budget = (tokens: number) => ({ match: { operation: 'AI' }, tokens, perUs: MINUTE, whenSpent: 'wait' as const })

test('grants what is left and says when more comes', () => {
  const keeper = new BudgetKeeper([budget(3)])
  expect(keeper.ask(0, 0, 2, 1, 0)).toEqual({ granted: 2, retryAfterUs: 0 })
  expect(keeper.ask(0, 0, 2, 1, 10e6)).toEqual({ granted: 1, retryAfterUs: 0 })
  expect(keeper.ask(0, 0, 1, 1, 20e6)).toEqual({ granted: 0, retryAfterUs: 40e6 })
  expect(keeper.ask(0, 0, 5, 1, MINUTE)).toEqual({ granted: 2, retryAfterUs: 0 })
})

test('one request takes no more than a fair share of what is left', () => {
  const keeper = new BudgetKeeper([budget(12)])
  expect(keeper.ask(0, 0, 100, 3, 0).granted).toBe(4)
})

test('who was refused first comes first', () => {
  const keeper = new BudgetKeeper([budget(1)])
  expect(keeper.ask(0, 0, 1, 3, 0).granted).toBe(1)
  expect(keeper.ask(0, 1, 1, 3, 1e6)).toEqual({ granted: 0, retryAfterUs: 59e6 })
  expect(keeper.ask(0, 2, 1, 3, MINUTE).granted).toBe(0)
  expect(keeper.ask(0, 1, 1, 3, MINUTE + 1).granted).toBe(1)
})

test('a worker that does not come back loses its place', () => {
  const keeper = new BudgetKeeper([budget(1)])
  keeper.ask(0, 0, 1, 2, 0)
  keeper.ask(0, 1, 1, 2, 0)
  expect(keeper.ask(0, 0, 1, 2, MINUTE + 2e6).granted).toBe(1)
})

describe('any pattern of asking', () => {
  const asks = fc.array(
    fc.record({ worker: fc.nat(3), wanted: fc.integer({ min: 1, max: 8 }), afterUs: fc.nat(5e6) }),
    {
      maxLength: 200,
    },
  )

  test('no more than the budget in any minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), asks, (tokens, pattern) => {
        const keeper = new BudgetKeeper([budget(tokens)])
        const grants: { atUs: number; granted: number }[] = []
        let nowUs = 0
        for (const { worker, wanted, afterUs } of pattern) {
          nowUs += afterUs
          const { granted } = keeper.ask(0, worker, wanted, 4, nowUs)
          expect(granted).toBeLessThanOrEqual(wanted)
          grants.push({ atUs: nowUs, granted })
        }
        for (const { atUs: from } of grants) {
          const within = grants.filter(({ atUs }) => atUs >= from && atUs < from + MINUTE)
          expect(within.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(tokens)
        }
      }),
    )
  })

  test('workers that come back when told all get their part', () => {
    const keeper = new BudgetKeeper([{ ...budget(6), perUs: 1e6 }])
    const granted = [0, 0, 0, 0]
    const nextUs = [0, 1, 2, 3]
    for (let turn = 0; turn < 2000; turn++) {
      const worker = nextUs.indexOf(Math.min(...nextUs))
      const nowUs = nextUs[worker] as number
      const answer = keeper.ask(0, worker, 1, 4, nowUs)
      granted[worker] = (granted[worker] as number) + answer.granted
      nextUs[worker] = nowUs + Math.max(answer.retryAfterUs, 1000)
    }
    expect(Math.max(...granted) - Math.min(...granted)).toBeLessThanOrEqual(0.2 * Math.max(...granted))
  })
})
