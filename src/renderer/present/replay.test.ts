import { describe, expect, it } from 'vitest'
import type { RunDetail } from '../../shared/ipc.ts'
import type { ReplayFrame } from '../../shared/report.ts'
import { type ReplayState, changeReplay, elapsedOf, replayAt } from './replay.ts'

const DURATION_MS = 4400
const threshold = { metric: 'http_req_duration', expression: 'p(95)<5', value: 9, limit: 5, ok: false, aborted: false }
const detail = {
  summary: {
    run: { id: 'r', name: 'run', scenario: 'run', durationMs: DURATION_MS, validity: 'valid', reasons: [] },
    thresholds: [threshold],
    load: { peakVUs: 4, droppedIterations: 10 },
  },
  baseUrl: 'http://127.0.0.1',
  points: [0, 1, 2, 3, 4].map((second) => ({ second, p95Us: second, droppedIterations: 2 })),
  events: [0, 1500, 4400].map((atMs) => ({ atMs, kind: 'note', level: 'info', text: 'n' })),
  exemplars: [{ atMs: 3000 }],
} as unknown as RunDetail
const frames = [0, 1, 2, 3, 4].map((second) => ({
  second,
  total: { requests: (second + 1) * 10 },
  steps: [],
  thresholds: [{ ...threshold, value: second }],
})) as unknown as ReplayFrame[]

describe('a run at a moment', () => {
  it('holds the seconds that are over, and nothing later', () => {
    const { points, events, exemplars, tick } = replayAt(detail, frames, 2999)
    expect(points.map(({ second }) => second)).toEqual([0, 1])
    expect(events.map(({ atMs }) => atMs)).toEqual([0, 1500])
    expect(exemplars).toEqual([])
    expect(tick).toMatchObject({ phase: 'running', elapsedMs: 2999, total: { requests: 20 }, point: { second: 1 } })
    expect(tick.thresholds[0]?.value).toBe(1)
    expect(tick.load.droppedIterations).toBe(4)
  })
  it('has measured nothing before its first second is over', () => {
    const { points, tick } = replayAt(detail, frames, 500)
    expect(points).toEqual([])
    expect(tick.point).toBeUndefined()
    expect(tick.total.requests).toBe(0)
    expect(tick.thresholds[0]?.value).toBeNull()
  })
  it('is whole at its end, its last part of a second included', () => {
    const { points, tick } = replayAt(detail, frames, DURATION_MS)
    expect(points).toHaveLength(5)
    expect(tick).toMatchObject({ phase: 'finished', total: { requests: 50 } })
  })
})

describe('the circuit breaker of a run at a moment', () => {
  const breaker = {
    name: 'provider',
    spans: [
      { state: 'CLOSED', fromMs: 0, toMs: 1900 },
      { state: 'OPEN', fromMs: 2000, toMs: 3400 },
      { state: 'CLOSED', fromMs: 3500, toMs: 4400 },
    ],
    faults: [{ name: 'it fails', fromMs: 1500, toMs: 2500 }],
    seconds: [
      { second: 1, failed: 4, refused: 0 },
      { second: 2, failed: 1, refused: 9 },
    ],
    probes: 40,
    unanswered: 0,
    verdicts: [{ assertion: 'order', ok: false, expected: 'CLOSED', seen: 'OPEN' }],
    ok: false,
  }
  const broken = { ...detail, summary: { ...detail.summary, breaker } } as unknown as RunDetail
  const at = (elapsedMs: number) => replayAt(broken, frames, elapsedMs).tick.breaker

  it('is in the state that was seen then, with the faults and failures that were known', () => {
    expect(at(2200)).toMatchObject({
      spans: [breaker.spans[0], { state: 'OPEN', fromMs: 2000, toMs: 2200 }],
      faults: [{ fromMs: 1500, toMs: null }],
      seconds: [breaker.seconds[0]],
    })
    expect(at(2600)?.faults).toEqual(breaker.faults)
    expect(at(1000)?.faults).toEqual([])
  })
  it('is not judged before the end, and as it was judged then', () => {
    expect(at(4399)?.verdicts).toEqual([])
    expect(at(DURATION_MS)).toEqual(breaker)
  })
  it('is not there where the scenario has none', () => {
    expect(replayAt(detail, frames, 2200).tick).not.toHaveProperty('breaker')
  })
})

describe('the clock of a replay', () => {
  const start: ReplayState = { speed: 1, playing: true, baseMs: 0, sinceMs: 100 }
  it('runs as fast as asked and stops at the end', () => {
    expect(elapsedOf(start, 350, DURATION_MS)).toBe(250)
    expect(elapsedOf({ ...start, speed: 60 }, 150, DURATION_MS)).toBe(3000)
    expect(elapsedOf({ ...start, speed: 60 }, 9999, DURATION_MS)).toBe(DURATION_MS)
  })
  it('keeps its moment when the speed changes or it pauses', () => {
    const faster = changeReplay(start, { speed: 10 }, 600, DURATION_MS)
    expect(elapsedOf(faster, 600, DURATION_MS)).toBe(500)
    expect(elapsedOf(faster, 700, DURATION_MS)).toBe(1500)
    const paused = changeReplay(faster, { playing: false }, 700, DURATION_MS)
    expect(elapsedOf(paused, 5000, DURATION_MS)).toBe(1500)
    expect(elapsedOf(changeReplay(paused, { playing: true }, 6000, DURATION_MS), 6010, DURATION_MS)).toBe(1600)
  })
  it('begins anew when it is played at its end, and can be set to a moment', () => {
    const over = changeReplay(start, { elapsedMs: 99_999, playing: false }, 0, DURATION_MS)
    expect(elapsedOf(over, 0, DURATION_MS)).toBe(DURATION_MS)
    expect(elapsedOf(changeReplay(over, { playing: true }, 50, DURATION_MS), 60, DURATION_MS)).toBe(10)
  })
})
