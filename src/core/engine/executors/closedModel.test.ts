import { describe, expect, it } from 'vitest'
import { COMMON, ORIGIN_US, harness } from './executorHarness.ts'

const SECOND = 1e6

describe('constant-vus', () => {
  const config = { ...COMMON, executor: 'constant-vus', vus: 3, durationUs: 10 * SECOND } as const

  it('iterates with all VUs until the duration is over', () => {
    const load = harness(config)
    load.clock.advance(9.5 * SECOND)
    expect(load.active()).toBe(3)
    load.clock.advance(SECOND)
    expect(load.started()).toBe(30)
    expect(load.doneAtUs).toBe(ORIGIN_US + 10 * SECOND)
    expect(load.disposed).toHaveLength(3)
    expect(load.clock.pending).toBe(0)
  })
})
