import { describe, expect, it } from 'vitest'
import type { LiveRun } from '../../shared/ipc.ts'
import type { LivePoint, LiveTick, RunEvent } from '../../shared/run.ts'
import { mergeTick } from './liveHistory.ts'

const point = (second: number): LivePoint => ({
  second,
  p50Us: 1,
  p95Us: 2,
  p99Us: 3,
  requestRate: 4,
  failedShare: 0,
  iterationRate: 5,
  vus: 6,
  plannedVUs: 6,
  droppedIterations: 0,
})
const tick = (elapsedMs: number, over: Partial<LiveTick> = {}): LiveTick => ({
  runId: 'r',
  phase: 'running',
  elapsedMs,
  plannedDurationMs: 10_000,
  total: { requests: 0, p50Us: 0, p95Us: 0, p99Us: 0, failedShare: 0, requestRate: 0 },
  steps: [],
  thresholds: [],
  validity: 'valid',
  reasons: [],
  load: {
    workers: 1,
    peakVUs: 6,
    droppedIterations: 0,
    loopDelayP99Ms: 1,
    cpuShareMax: 0.1,
    timerLatenessP99Ms: 1,
    coordinatorLoopDelayP99Ms: 1,
  },
  events: [],
  exemplars: [],
  ...over,
})
const event: RunEvent = { atMs: 1500, kind: 'stage', level: 'info', text: 'next stage' }
const history = (seconds: readonly number[], elapsedMs: number): LiveRun => ({
  name: 'run',
  plan: {
    name: 'run',
    baseUrl: '',
    plannedDurationMs: 10_000,
    maxVUs: 6,
    executors: [],
    steps: [],
    thresholds: [],
    plan: [],
  },
  points: seconds.map(point),
  events: [],
  exemplars: [],
  tick: tick(elapsedMs),
})

describe('mergeTick', () => {
  it('appends the newest second and what is new', () => {
    const { run, gap } = mergeTick(history([0], 1000), tick(2000, { point: point(1), events: [event] }))
    expect(run.points.map((one) => one.second)).toEqual([0, 1])
    expect(run.events).toEqual([event])
    expect(run.tick.elapsedMs).toBe(2000)
    expect(gap).toBe(false)
  })

  it('takes a tick once that the history holds already', () => {
    const before = history([0, 1], 2000)
    expect(mergeTick(before, tick(1000, { point: point(0), events: [event] })).run).toBe(before)
    expect(mergeTick(before, tick(2000, { point: point(1), events: [event] })).run).toBe(before)
  })

  it('keeps a second that two ticks carry once', () => {
    const { run } = mergeTick(history([0, 1], 2000), tick(2500, { point: point(1) }))
    expect(run.points).toHaveLength(2)
  })

  it('tells when seconds are missing, also at the very start', () => {
    expect(mergeTick(history([0], 1000), tick(4000, { point: point(3) })).gap).toBe(true)
    expect(mergeTick(history([], 0), tick(4000, { point: point(3) })).gap).toBe(true)
    expect(mergeTick(history([], 0), tick(1000, { point: point(0) })).gap).toBe(false)
  })

  it('takes a change of phase at the same moment', () => {
    expect(mergeTick(history([0], 1000), tick(1000, { phase: 'finished' })).run.tick.phase).toBe('finished')
  })
})
