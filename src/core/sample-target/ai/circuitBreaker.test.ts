import { expect, it } from 'vitest'
import { BREAKER_DEFAULTS, CircuitBreaker } from './circuitBreaker.ts'

function fail(breaker: CircuitBreaker, atMs: number): void {
  breaker.begin(atMs)?.(false, atMs)
}

it('opens on the fifth failure within 60 s, not before', () => {
  const breaker = new CircuitBreaker(BREAKER_DEFAULTS)
  for (let call = 0; call < 4; call++) fail(breaker, call * 1000)
  expect(breaker.state(4000)).toBe('CLOSED')
  fail(breaker, 4000)
  expect(breaker.state(4000)).toBe('OPEN')
  expect(breaker.begin(4001)).toBeUndefined()
  expect(breaker.retryAfterMs(5000)).toBe(9000)
})

it('forgets failures that are older than 60 s', () => {
  const breaker = new CircuitBreaker(BREAKER_DEFAULTS)
  for (const atMs of [0, 20_000, 40_000, 59_000, 60_000]) fail(breaker, atMs)
  expect(breaker.state(60_000)).toBe('CLOSED')
  expect(breaker.failures(60_000)).toBe(4)
  fail(breaker, 60_001)
  expect(breaker.state(60_001)).toBe('OPEN')
})

it('is not opened by successes between failures, nor do those forgive them', () => {
  const breaker = new CircuitBreaker(BREAKER_DEFAULTS)
  for (let call = 0; call < 4; call++) {
    fail(breaker, call)
    breaker.begin(call)?.(true, call)
  }
  expect(breaker.failures(10)).toBe(4)
  fail(breaker, 11)
  expect(breaker.state(11)).toBe('OPEN')
})

it('half-opens after the delay, lets one call at a time through, and closes when it succeeds', () => {
  const breaker = new CircuitBreaker({ failures: 1, withinMs: 1000, openMs: 500 })
  fail(breaker, 0)
  expect(breaker.state(499)).toBe('OPEN')
  expect(breaker.state(500)).toBe('HALF_OPEN')
  const trial = breaker.begin(600)
  expect(trial).toBeDefined()
  expect(breaker.begin(601)).toBeUndefined()
  trial?.(true, 700)
  expect(breaker.state(700)).toBe('CLOSED')
  expect(breaker.failures(700)).toBe(0)
})

it('opens anew, for the whole delay, when the trial call fails', () => {
  const breaker = new CircuitBreaker({ failures: 1, withinMs: 1000, openMs: 500 })
  fail(breaker, 0)
  breaker.begin(500)?.(false, 650)
  expect(breaker.state(1149)).toBe('OPEN')
  expect(breaker.state(1150)).toBe('HALF_OPEN')
})

it('is not moved by calls that began before it opened', () => {
  const breaker = new CircuitBreaker({ failures: 1, withinMs: 1000, openMs: 500 })
  const [slowGood, slowBad] = [breaker.begin(0), breaker.begin(0)]
  fail(breaker, 1)
  slowGood?.(true, 100)
  expect(breaker.state(100)).toBe('OPEN')
  slowBad?.(false, 400)
  expect(breaker.state(501)).toBe('HALF_OPEN')
})
