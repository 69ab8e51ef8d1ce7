import { expect, it } from 'vitest'
import { stateOf } from './breakerDriver.ts'

const answer = (body: unknown, status = 200, headers = {}) => ({ status, headers, body: JSON.stringify(body) })

it.each([
  [{ from: 'json', path: '$.breaker.state' }, answer({ breaker: { state: 'half-open' } }), 'HALF_OPEN'],
  [{ from: 'json', path: '$.breaker.state' }, answer({ breaker: { state: 'halfOpen' } }, 503), 'HALF_OPEN'],
  [{ from: 'json', path: '$.breaker.state' }, answer({}), null],
  [{ from: 'json', path: '$.a' }, { status: 200, headers: {}, body: '<html>' }, null],
  [{ from: 'header', name: 'x-circuit-breaker' }, answer({}, 200, { 'x-circuit-breaker': 'Open' }), 'OPEN'],
  [{ from: 'header', name: 'x-circuit-breaker' }, answer({}), null],
  [{ from: 'status' }, answer({}, 503), 'OPEN'],
  [{ from: 'status' }, answer({}, 500), null],
] as const)('reads %j', (state, looked, expected) => {
  const call = { method: 'GET', url: '/', headers: {} } as const
  const probe = { call, everyMs: 1, timeoutMs: 1, state, values: { '503': 'OPEN', '200': 'CLOSED' } as const }
  expect(stateOf(probe, looked)).toBe(expected)
})
