import { expect, test } from 'vitest'
import type { MetricTotal, ThresholdSource } from '../../shared/thresholds/judge.ts'
import { parseThreshold } from '../../shared/thresholds/parse.ts'
import { ThresholdWatch } from './thresholdWatch.ts'

function source(): ThresholdSource & { elapsedMs: number; failed: number } {
  return {
    elapsedMs: 0,
    failed: 0,
    total(): MetricTotal {
      return { kind: 'rate', passes: this.failed, total: 100 }
    },
  }
}

test('says when a threshold is missed and when it holds again, at most every 10 seconds', () => {
  const values = source()
  const watch = new ThresholdWatch([parseThreshold('http_req_failed', 'rate<0.05')], values)
  const said: [number, string][] = []
  for (let second = 1; second <= 30; second++) {
    values.elapsedMs = second * 1000
    values.failed = second === 3 || second % 2 === 0 ? 10 : 0
    for (const { atMs, text } of watch.update(values).events) said.push([atMs / 1000, text])
  }
  expect(said).toEqual([
    [2, 'Errors: 10.0 %, target below 5.0 %: missed.'],
    [13, 'Errors: 0 %, target below 5.0 %: met again.'],
    [24, 'Errors: 10.0 %, target below 5.0 %: missed.'],
  ])
})

test('aborts after delayAbortEval, and what ended the run stays missed', () => {
  const values = source()
  const aborting = { threshold: 'rate<0.05', abortOnFail: true, delayAbortEval: '5s' }
  const watch = new ThresholdWatch([parseThreshold('http_req_failed', aborting)], values)
  values.failed = 10
  values.elapsedMs = 4000
  expect(watch.update(values).abortedBy).toBeUndefined()
  values.elapsedMs = 5000
  expect(watch.update(values).abortedBy).toMatchObject({ value: 0.1 })
  values.failed = 0
  expect(watch.final(values)).toMatchObject([{ ok: false, value: 0.1, aborted: true }])
})

test('one that asks for an abort but did not cause one is just missed', () => {
  const values = source()
  const watch = new ThresholdWatch(
    [parseThreshold('http_req_failed', { threshold: 'rate<0.05', abortOnFail: true })],
    values,
  )
  values.failed = 10
  values.elapsedMs = 1000
  expect(watch.final(values)).toMatchObject([{ ok: false, aborted: false }])
})
