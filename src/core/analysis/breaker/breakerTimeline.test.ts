import { describe, expect, it } from 'vitest'
import type { BreakerResult, BreakerState, BreakerVerdict } from '../../../shared/breaker.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import type { BreakerExpectations, BreakerPlan } from '../../../shared/scenario/breaker.ts'
import { BreakerTimeline } from './breakerTimeline.ts'

const COUNTED = { text: 'http_reqs{status:502}', metric: 'http_reqs', filter: { status: '502' } }
const REFUSED = { text: 'http_req_duration{status:503}', metric: 'http_req_duration', filter: { status: '503' } }
const ALL: Omit<BreakerExpectations, 'order'> = {
  trigger: { failures: 5, withinMs: 60_000, counted: COUNTED },
  opensWithinMs: 10_000,
  openForMs: { least: 9000, most: 12_000 },
  whileOpen: { underMs: 100, counted: REFUSED },
  recoversWithinMs: 20_000,
}

function plan(expectations: Omit<BreakerExpectations, 'order'> = {}): BreakerPlan {
  return {
    name: 'provider',
    probe: {
      call: { method: 'GET', url: '/health', headers: {} },
      everyMs: 250,
      timeoutMs: 1000,
      state: { from: 'status' },
      values: {},
    },
    faults: [],
    expect: { order: ['CLOSED', 'OPEN', 'HALF_OPEN', 'CLOSED'], ...expectations },
  }
}

interface Story {
  /** State from each millisecond on; asked every 250 ms until `endMs`. */
  states: readonly (readonly [fromMs: number, state: BreakerState | null])[]
  endMs: number
  fault?: readonly [number, number]
  /** Failures per second. */
  failed?: Readonly<Record<number, number>>
  /** Refusals per second, each of so many milliseconds. */
  refused?: Readonly<Record<number, readonly number[]>>
  expectations?: Omit<BreakerExpectations, 'order'>
}

function told({ states, endMs, fault, failed = {}, refused = {}, expectations = ALL }: Story): BreakerResult {
  const timeline = new BreakerTimeline(plan(expectations))
  for (let atMs = 0; atMs <= endMs; atMs += 250) {
    if (atMs === fault?.[0]) timeline.faultBegan('away', atMs)
    if (atMs === fault?.[1]) timeline.faultEnded('away', atMs)
    // As in a run: a second closes before the probe answers at its end.
    closeSecond(atMs)
    timeline.seen(states.findLast(([fromMs]) => fromMs <= atMs)?.[1] ?? null, atMs)
  }
  return timeline.result()

  function closeSecond(atMs: number): void {
    if (atMs === 0 || atMs % 1000 !== 0) return
    const second = atMs / 1000 - 1
    const refusals = new Histogram()
    for (const ms of refused[second] ?? []) refusals.record(ms * 1000)
    timeline.secondClosed({ second, failed: failed[second] ?? 0, refused: refusals.count, refusals })
    refusals.reset()
  }
}

function verdict(result: BreakerResult, assertion: BreakerVerdict['assertion']): BreakerVerdict | undefined {
  return result.verdicts.find((one) => one.assertion === assertion)
}

const GOOD: Story = {
  states: [
    [0, 'CLOSED'],
    [15_000, 'OPEN'],
    [25_000, 'HALF_OPEN'],
    [26_500, 'CLOSED'],
  ],
  endMs: 40_000,
  fault: [10_000, 20_000],
  failed: { 10: 1, 11: 1, 12: 1, 13: 1, 14: 1 },
  refused: { 14: [900], 16: [5, 6], 17: [7], 24: [8] },
}

describe('a breaker that does what it should', () => {
  it('holds every assertion', () => {
    const result = told(GOOD)
    expect(result.verdicts.filter(({ ok }) => !ok)).toEqual([])
    expect(result.ok).toBe(true)
    expect(result.spans.map(({ state, fromMs }) => [state, fromMs])).toEqual(
      GOOD.states.map(([fromMs, state]) => [state, fromMs]),
    )
    expect(result.faults).toEqual([{ name: 'away', fromMs: 10_000, toMs: 20_000 }])
    expect(verdict(result, 'trigger')?.seen).toBe('it opened at 0:15.0 after 5 failures')
    expect(verdict(result, 'openFor')?.seen).toBe('10.0 s')
  })

  it('may open again while the fault is on: trial calls fail', () => {
    const result = told({
      ...GOOD,
      states: [
        [0, 'CLOSED'],
        [15_000, 'OPEN'],
        [25_000, 'HALF_OPEN'],
        [26_000, 'OPEN'],
        [36_000, 'HALF_OPEN'],
        [37_000, 'CLOSED'],
      ],
      fault: [10_000, 30_000],
    })
    expect(verdict(result, 'order')).toMatchObject({ ok: true })
    expect(verdict(result, 'openFor')).toMatchObject({ ok: true, seen: '10.0 s, 10.0 s' })
  })

  it('does not mind answers that do not come', () => {
    const states = [...GOOD.states, [30_000, null] as const, [31_000, 'CLOSED'] as const]
    const result = told({ ...GOOD, states })
    expect(result.ok).toBe(true)
    expect(result.unanswered).toBe(4)
  })
})

describe('a wrong order', () => {
  it.each<[string, Story['states'], RegExp]>([
    [
      'skips HALF_OPEN',
      [
        [0, 'CLOSED'],
        [15_000, 'OPEN'],
        [25_000, 'CLOSED'],
      ],
      /^at 0:25\.0 it went from OPEN to CLOSED; HALF_OPEN was expected .*250 ms/,
    ],
    [
      'half-opens without opening',
      [
        [0, 'CLOSED'],
        [15_000, 'HALF_OPEN'],
      ],
      /from CLOSED to HALF_OPEN; OPEN was expected/,
    ],
    ['never opens', [[0, 'CLOSED']], /^it stayed CLOSED from 0:00\.0 to the end, at 0:40\.0; OPEN never came$/],
    [
      'stays open',
      [
        [0, 'CLOSED'],
        [15_000, 'OPEN'],
      ],
      /stayed OPEN from 0:15\.0 .*; HALF_OPEN never came$/,
    ],
    [
      'is open at the start',
      [
        [0, 'OPEN'],
        [15_000, 'CLOSED'],
      ],
      /^it was OPEN when the watch began/,
    ],
    [
      'opens again after the fault',
      [
        [0, 'CLOSED'],
        [15_000, 'OPEN'],
        [25_000, 'HALF_OPEN'],
        [26_000, 'OPEN'],
      ],
      /from HALF_OPEN to OPEN; CLOSED was expected: a trial call failed although the fault was over$/,
    ],
    ['is never told', [[0, null]], /^the probe told no state in 161 answers$/],
  ])('%s: says which state, when, and what was expected', (_name, states, seen) => {
    const result = told({ ...GOOD, states })
    expect(verdict(result, 'order')).toMatchObject({ ok: false, seen: expect.stringMatching(seen) })
    expect(result.ok).toBe(false)
  })
})

describe('the trigger', () => {
  it('is wrong when it opens too early', () => {
    const result = told({ ...GOOD, failed: { 12: 1, 13: 1, 14: 1 } })
    expect(verdict(result, 'trigger')).toMatchObject({ ok: false, seen: 'it opened at 0:15.0 after 3 failures' })
  })

  it('is wrong when it opens too late', () => {
    const result = told({ ...GOOD, failed: { 10: 4, 11: 4, 12: 4 } })
    expect(verdict(result, 'trigger')).toMatchObject({
      ok: false,
      seen: 'it was still CLOSED at 0:14.8, after 8 failures by 0:12.0',
    })
  })

  it('does not count failures that are older than its time', () => {
    const expectations = { ...ALL, trigger: { failures: 5, withinMs: 4000, counted: COUNTED } }
    const result = told({ ...GOOD, failed: { 2: 4, 14: 1 }, expectations })
    expect(verdict(result, 'trigger')).toMatchObject({ ok: false, seen: 'it opened at 0:15.0 after 1 failures' })
  })

  it('says so when the load was too light to open it', () => {
    const result = told({ ...GOOD, states: [[0, 'CLOSED']], failed: { 10: 1, 12: 1 } })
    expect(verdict(result, 'trigger')?.seen).toMatch(
      /at most 2 failures came within .*: the load made too few calls fail/,
    )
  })
})

describe('times', () => {
  it.each<[BreakerVerdict['assertion'], Omit<BreakerExpectations, 'order'>, string]>([
    ['opensWithin', { opensWithinMs: 4000 }, 'it opened 5.00 s after away began'],
    ['openFor', { openForMs: { least: 20_000, most: Infinity } }, 'it was open for 10.0 s from 0:15.0'],
    ['openFor', { openForMs: { least: 1000, most: 5000 } }, 'it was open for 10.0 s from 0:15.0'],
    ['recoversWithin', { recoversWithinMs: 5000 }, 'it was closed 6.50 s after away ended'],
    ['whileOpen', { whileOpen: { underMs: 6, counted: REFUSED } }, '3 refused, P95 7.00 ms, slowest 7.00 ms'],
  ])('%s is broken, with what was seen', (assertion, expectations, seen) => {
    const result = told({ ...GOOD, expectations })
    expect(verdict(result, assertion)).toMatchObject({ ok: false, seen })
  })

  it('judge refusals only in seconds in which it was open from begin to end, and miss them when there were none', () => {
    expect(verdict(told({ ...GOOD, refused: { 14: [900], 25: [900] } }), 'whileOpen')).toMatchObject({
      ok: false,
      seen: 'nothing was refused in a whole second in which it was open',
    })
  })

  it('are broken when nothing happened', () => {
    const result = told({ states: [[0, 'CLOSED']], endMs: 5000 })
    expect(result.verdicts.map(({ ok }) => ok)).toEqual([false, false, false, false, false, false])
  })
})

it('a fault that could not be switched breaks the result whatever came', () => {
  const timeline = new BreakerTimeline(plan())
  timeline.trouble('PUT /admin/faults for the fault away failed: status 404')
  expect(timeline.result().verdicts[0]).toMatchObject({ assertion: 'faults', ok: false })
})

it('bounds what it keeps', () => {
  const timeline = new BreakerTimeline(plan())
  for (let n = 0; n < 10_000; n++) timeline.seen(n % 2 === 0 ? 'OPEN' : 'CLOSED', n)
  expect(timeline.result().spans.length).toBe(2000)
})
