import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { readComparison } from './queries/comparison.ts'
import { RunWriter } from './runWriter.ts'
import { temporaryFolder } from './testing/folders.ts'
import { counterPoint, runFinish, runStart, seriesOf, trendPoint } from './testing/runData.ts'

it('compares stored runs by their seconds: over all requests and per step', () => {
  const database = openDatabase(join(temporaryFolder(), 'headroom.db'))
  const store = (id: string, factor: number, failed: number, seconds: number): void => {
    const writer = new RunWriter(database)
    writer.begin(runStart(id))
    writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration'), seriesOf(2, 'http_req_failed')])
    for (let second = 0; second < seconds; second++) {
      const times = Array.from({ length: 40 }, (_, request) => factor * (10_000 + 50 * ((request * 7 + second) % 40)))
      const failures = { series: 2, count: 40, sum: failed, min: 0, max: 1 }
      writer.window({ second, points: [counterPoint(0, 40), trendPoint(1, times), failures] })
    }
    writer.totals([counterPoint(0, 40 * seconds)])
    writer.finish(runFinish({ durationMs: seconds * 1000 + 400 }))
  }
  store('before', 1, 0, 60)
  store('again', 1, 0, 60)
  store('slow', 1.2, 2, 40)

  const equal = readComparison(database, { base: ['before'], run: 'again', tolerance: 0.05 })
  expect(equal).toMatchObject({ base: ['before'], run: 'again', comparability: 'comparable', comparedSeconds: 60 })
  expect(equal.metrics.map(({ step, metric }) => `${step ?? 'all'} ${metric}`)).toEqual(
    ['all', 'browse'].flatMap((step) =>
      ['p50', 'p95', 'p99', 'error_rate', 'throughput'].map((each) => `${step} ${each}`),
    ),
  )
  expect(equal.metrics.find(({ metric }) => metric === 'p95')).toMatchObject({ delta: 0, verdict: 'same' })

  const slower = readComparison(database, { base: ['before', 'again'], run: 'slow', tolerance: 0.05 })
  expect(slower).toMatchObject({ verdict: 'slower', comparedSeconds: 40 })
  const p95 = slower.metrics.find(({ step, metric }) => step === 'browse' && metric === 'p95')
  expect(p95?.verdict).toBe('slower')
  expect(p95?.delta).toBeCloseTo(0.2, 2)
  expect(p95?.base).toBeCloseTo(11.9, 0)
  expect(slower.metrics.find(({ metric }) => metric === 'error_rate')).toMatchObject({ base: 0, run: 0.05 })
  expect(slower.metrics.find(({ metric }) => metric === 'throughput')).toMatchObject({ verdict: 'same' })

  expect(() => readComparison(database, { base: ['none'], run: 'slow', tolerance: 0.05 })).toThrow(/There is no run/)
  database.close()
})
