import { describe, expect, it } from 'vitest'
import { createMonotonicClock } from './monotonicClock.ts'
import { createSelfMeter } from './selfMeasurement.ts'

describe('the worker’s measurement of itself', () => {
  it('shows a blocked loop, the CPU that it took, and lateness', async () => {
    const clock = createMonotonicClock()
    const meter = createSelfMeter(clock)
    meter.begin()
    await new Promise((resolve) => setTimeout(resolve, 20))
    const untilUs = clock.nowUs() + 80_000
    while (clock.nowUs() < untilUs) Math.sqrt(untilUs)
    await new Promise((resolve) => setTimeout(resolve, 20))
    meter.lateness(3000)
    const busy = meter.take()
    expect(busy.loopDelayMaxUs).toBeGreaterThan(60_000)
    expect(busy.loopUtilization).toBeGreaterThan(0.2)
    expect(busy.cpuShare).toBeGreaterThan(0.05)
    expect(busy.timerLatenessP99Us).toBeGreaterThanOrEqual(2990)
    expect(busy.memoryBytes).toBeGreaterThan(1e6)
    expect(Math.abs(busy.clockDriftMs)).toBeLessThan(1000)
    expect(meter.take().timerLatenessP99Us).toBe(0)
    meter.end()
  })
})
