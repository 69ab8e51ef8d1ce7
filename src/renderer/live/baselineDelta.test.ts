import { describe, expect, it } from 'vitest'
import type { Baseline } from '../../shared/baseline.ts'
import type { LiveTick } from '../../shared/run.ts'
import { deltasOf } from './baselineDelta.ts'

const figures = { p50Us: 1, p95Us: 100_000, p99Us: 1, requestRate: 50, failedShare: 0.01 }
const baseline: Baseline = {
  scenario: 's',
  runs: [],
  figures,
  seconds: [],
  soFar: [{ atMs: 10_000, p95Us: 200_000, requestRate: 20, failedShare: 0 }],
}
const total = { requests: 9, p50Us: 1, p95Us: 110_000, p99Us: 1, failedShare: 0.015, requestRate: 45 }
const tick = (elapsedMs: number): LiveTick => ({ elapsedMs, total }) as LiveTick

describe('how far a run is from its baseline', () => {
  it('is told beside the same time of the baseline while it goes on', () => {
    expect(deltasOf(tick(12_000), true, baseline)).toEqual({
      p95: { text: '−45.0 %', against: 'Baseline 200 ms' },
      rate: { text: '+125.0 %', against: 'Baseline 20.0 req/s' },
      errors: { text: '+1.5 pp', against: 'Baseline 0 %' },
    })
    expect(deltasOf(tick(5000), true, baseline)).toEqual({})
  })
  it('is told beside the whole of it at the end', () => {
    expect(deltasOf(tick(60_000), false, baseline)).toMatchObject({
      p95: { text: '+10.0 %' },
      rate: { text: '−10.0 %' },
      errors: { text: '+0.5 pp' },
    })
  })
  it('is not told without a baseline', () => {
    expect(deltasOf(tick(12_000), true, null)).toEqual({})
  })
})
