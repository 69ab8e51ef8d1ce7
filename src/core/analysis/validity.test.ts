import { describe, expect, test } from 'vitest'
import type { WorkerSample } from '../../shared/run.ts'
import { GeneratorHealth, type LoadOutcome, judgeValidity } from './validity.ts'

const HEALTHY: WorkerSample = {
  second: 0,
  worker: 0,
  loopDelayP99Ms: 1,
  loopDelayMaxMs: 4,
  loopUtilization: 0.4,
  cpuWaitShare: 0.01,
  cpuShare: 0.4,
  timerLatenessP99Ms: 1,
  memoryBytes: 1e8,
  clockDriftMs: 0,
}
const FINE: LoadOutcome = { workers: 2, lostWorkers: 0, missingWindows: 0, iterations: 1000, droppedIterations: 0 }

/** 100 seconds of which the first `bad` are like this. */
function health(bad: number, sample: Partial<WorkerSample>): GeneratorHealth {
  const gathered = new GeneratorHealth()
  for (let second = 0; second < 100; second++) gathered.add({ ...HEALTHY, second, ...(second < bad ? sample : {}) })
  return gathered
}

describe('the generator', () => {
  test.each<[string, number, Partial<WorkerSample>, string, RegExp]>([
    ['idle', 0, {}, 'valid', /^$/],
    ['one bad second of each worker', 2, { loopDelayP99Ms: 500 }, 'valid', /^$/],
    ['a little late, seldom', 4, { loopDelayP99Ms: 30 }, 'valid', /^$/],
    ['a little late', 5, { loopDelayP99Ms: 30 }, 'doubtful', /5.0 % .* more than 20 ms late/],
    ['a little late all the time', 100, { loopDelayP99Ms: 30 }, 'doubtful', /20 ms/],
    ['starts late', 5, { timerLatenessP99Ms: 30 }, 'doubtful', /20 ms/],
    ['very late, seldom', 3, { loopDelayP99Ms: 150 }, 'doubtful', /100 ms/],
    ['very late', 10, { loopDelayP99Ms: 150 }, 'invalid', /100 ms/],
    ['out of CPU at times', 10, { cpuShare: 1 }, 'doubtful', /no CPU time left/],
    ['out of CPU', 50, { cpuShare: 0.97 }, 'invalid', /no CPU time left/],
    ['busy without a break', 60, { cpuShare: 0.5, loopUtilization: 0.99 }, 'invalid', /no CPU time left/],
    ['starved at times', 10, { cpuWaitShare: 0.3 }, 'doubtful', /other processes/],
    ['starved', 60, { cpuShare: 0.1, cpuWaitShare: 0.8 }, 'invalid', /other processes/],
    ['one stall', 1, { loopDelayMaxMs: 1500 }, 'doubtful', /stood still for 1.50 s/],
    ['stalls', 4, { loopDelayMaxMs: 1500 }, 'invalid', /stood still for 6.00 s/],
  ])('%s', (_name, bad, sample, validity, reason) => {
    const verdict = judgeValidity(health(bad, sample), FINE)
    expect(verdict.validity).toBe(validity)
    expect(verdict.reasons.join()).toMatch(reason)
  })

  test.each([
    ['a clock step', 2000, 'doubtful'],
    ['a clock step back', -2000, 'doubtful'],
    ['a sleep', 60_000, 'invalid'],
    ['drift', 400, 'valid'],
  ])('%s', (_name, driftMs, validity) => {
    const gathered = new GeneratorHealth()
    for (let second = 0; second < 100; second++) {
      for (const worker of [0, 1]) gathered.add({ ...HEALTHY, second, worker, clockDriftMs: second < 50 ? 0 : driftMs })
    }
    const verdict = judgeValidity(gathered, FINE)
    expect(verdict.validity).toBe(validity)
    expect(verdict.reasons.length).toBe(validity === 'valid' ? 0 : 1)
  })

  test('a range after a clock step knows nothing of it; a step in the first second counts', () => {
    const gathered = new GeneratorHealth()
    gathered.add({ ...HEALTHY, second: 60, clockDriftMs: 9000 })
    expect(gathered.clockJumpMs).toBe(0)
    gathered.add({ ...HEALTHY, second: 0, worker: 1, clockDriftMs: 9000 })
    expect(gathered.clockJumpMs).toBe(9000)
  })

  test('a range of the run is judged by its own seconds', () => {
    const samples = Array.from({ length: 100 }, (_, second) => ({
      ...HEALTHY,
      second,
      cpuShare: second < 50 ? 1 : 0.3,
    }))
    const judged = (from: number, to: number): string => {
      const gathered = new GeneratorHealth()
      for (const sample of samples.slice(from, to)) gathered.add(sample)
      return judgeValidity(gathered, FINE).validity
    }
    expect(judged(0, 50)).toBe('invalid')
    expect(judged(50, 100)).toBe('valid')
  })
})

describe('the load', () => {
  test.each<[string, Partial<LoadOutcome>, string]>([
    ['all started', { droppedIterations: 5 }, 'valid'],
    ['some dropped', { iterations: 980, droppedIterations: 20 }, 'doubtful'],
    ['many dropped', { iterations: 800, droppedIterations: 200 }, 'invalid'],
    ['a lost worker', { workers: 4, lostWorkers: 1 }, 'doubtful'],
    ['half of the workers lost', { lostWorkers: 1 }, 'invalid'],
    ['a missing second', { missingWindows: 1 }, 'doubtful'],
    ['many missing seconds', { missingWindows: 10 }, 'invalid'],
  ])('%s', (_name, outcome, validity) => {
    const verdict = judgeValidity(health(0, {}), { ...FINE, ...outcome })
    expect(verdict.validity).toBe(validity)
    expect(verdict.reasons.length).toBe(validity === 'valid' ? 0 : 1)
  })
})

test('the run is as bad as its worst rule, and says all reasons', () => {
  const verdict = judgeValidity(health(20, { cpuShare: 1 }), { ...FINE, droppedIterations: 900 })
  expect(verdict.validity).toBe('invalid')
  expect(verdict.reasons.length).toBe(2)
})

test('figures of a run are percentiles over the seconds of all workers', () => {
  const gathered = health(1, { loopDelayP99Ms: 80, timerLatenessP99Ms: 70, cpuShare: 0.9 })
  expect(gathered.loopDelayP99Ms).toBeCloseTo(1, 1)
  expect(gathered.cpuShareMax).toBe(0.9)
})
