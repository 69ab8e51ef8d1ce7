import { describe, expect, it } from 'vitest'
import type { LiveRun } from '../../shared/ipc.ts'
import type { LivePoint } from '../../shared/run.ts'
import type { Slice, SlicePoint } from '../../shared/report.ts'
import { joinSlices, slicedRun } from './slicedRun.ts'

const ofRun = (second: number): LivePoint => ({
  second,
  p50Us: 1,
  p95Us: 2,
  p99Us: 3,
  requestRate: 100,
  failedShare: 0.5,
  iterationRate: 5,
  vus: 7 + second,
  plannedVUs: 9,
  droppedIterations: 0,
})
const ofSlice = (second: number): SlicePoint => ({
  second,
  p50Us: 10,
  p95Us: 20,
  p99Us: 30,
  requestRate: 4,
  failedShare: 0,
})
const total = { requests: 8, p50Us: 10, p95Us: 20, p99Us: 30, failedShare: 0, requestRate: 4 }
const slice = (...seconds: number[]): Slice => ({ points: seconds.map(ofSlice), total, steps: [] })
const target = (metric: string) => ({ metric, expression: 'p(95)<5', value: 1, limit: 5, ok: true, aborted: false })
const live = {
  name: 'run',
  points: [0, 1].map(ofRun),
  events: [],
  exemplars: [],
  plan: { thresholds: ['http_req_duration', 'http_req_duration{operation:READ}'].map(target) },
  tick: { thresholds: ['http_req_duration', 'http_req_duration{operation:READ}'].map(target), point: ofRun(1) },
} as unknown as LiveRun

describe('a run of which some requests are chosen', () => {
  it('has their times and rates, and the load of the run', () => {
    const { points, tick } = slicedRun(live, { operation: 'READ' }, slice(0, 1))
    expect(points).toMatchObject([
      { second: 0, p95Us: 20, requestRate: 4, vus: 7 },
      { second: 1, p95Us: 20, requestRate: 4, vus: 8 },
    ])
    expect(tick.total).toEqual(total)
    expect(tick.point).toEqual(points[1])
  })
  it('has the targets on exactly these requests', () => {
    const { tick, plan } = slicedRun(live, { operation: 'READ' }, slice(0, 1))
    expect(tick.thresholds).toEqual([target('http_req_duration')])
    expect(plan.thresholds).toEqual([target('http_req_duration')])
    expect(slicedRun(live, { operation: 'WRITE' }, slice(0)).tick.thresholds).toEqual([])
  })
})

describe('slices one after the other', () => {
  it('keep their history, and a second that both have once', () => {
    const joined = joinSlices(slice(0, 1, 2), slice(2, 3))
    expect(joined.points.map(({ second }) => second)).toEqual([0, 1, 2, 3])
    expect(joinSlices(slice(0, 1), slice()).points).toHaveLength(2)
  })
})
