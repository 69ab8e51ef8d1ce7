import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { deleteRuns, restoreRuns } from './library/curate.ts'
import { readComparison, readComparisons } from './queries/comparison.ts'
import { readCurves } from './queries/curves.ts'
import { listScenarios, readTrend } from './queries/trends.ts'
import { RunWriter } from './runWriter.ts'
import { temporaryFolder } from './testing/folders.ts'
import { counterPoint, livePoint, runFinish, runStart, seriesOf, trendPoint } from './testing/runData.ts'

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

it('draws runs beside their comparison, and follows a scenario over its runs', () => {
  const database = openDatabase(join(temporaryFolder(), 'headroom.db'))
  const store = (index: number, us: number, changes: { text?: string; validity?: 'invalid' } = {}): void => {
    const writer = new RunWriter(database)
    const text = changes.text ?? 'headroom: 1'
    writer.begin(runStart(`run-${index}`, { startedAtMs: index * 1000, scenario: 'Shop', scenarioText: text }))
    writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration'), seriesOf(2, 'http_req_failed')])
    const times = Array.from({ length: 200 }, (_, request) => us * (1 + request / 1000) * (1 + (index % 3) / 200))
    const points = [counterPoint(0, 200), trendPoint(1, times), { series: 2, count: 200, sum: 0, min: 0, max: 0 }]
    for (let second = 0; second < 12; second++) {
      writer.window({ second, points })
      writer.live(livePoint(second))
    }
    writer.totals(points)
    const threshold = {
      metric: 'http_req_duration',
      expression: 'p(95)<50',
      value: 1,
      limit: 50,
      ok: true,
      aborted: false,
    }
    const looser = { ...threshold, expression: 'p(95) < baseline', limit: 90, baseline: 90 }
    writer.finish(
      runFinish({ durationMs: 12_000, validity: changes.validity ?? 'valid', thresholds: [threshold, looser] }),
    )
  }
  for (let index = 0; index < 6; index++) store(index, 20_000)
  for (let index = 6; index < 12; index++) store(index, 30_000, { text: 'headroom: 1 # slower' })
  store(12, 900_000, { validity: 'invalid', text: 'headroom: 1 # slower' })

  const comparisons = readComparisons(database, { base: ['run-0'], runs: ['run-6', 'run-1'] })
  expect(comparisons.map(({ run, verdict }) => `${run} ${verdict}`)).toEqual(['run-6 slower', 'run-1 same'])
  const [all] = readCurves(database, { runs: ['run-0'], step: null })
  expect(all?.points).toHaveLength(12)
  expect(all?.percentiles.find(({ percent }) => percent === 50)?.us).toBeCloseTo(22_000, -3)
  expect((all?.distribution ?? []).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)

  // All requests are of this step: its seconds, added up from the series, say the same as each second's histogram.
  const [ofStep, other] = [readCurves(database, { runs: ['run-0'], step: 'browse' }), 'none']
  expect(ofStep[0]?.percentiles).toEqual(all?.percentiles)
  expect(ofStep[0]?.points).toHaveLength(12)
  expect(ofStep[0]?.points[3]).toMatchObject({ second: 3, requestRate: 200, failedShare: 0 })
  expect(ofStep[0]?.points[3]?.p50Us).toBeCloseTo(22_000, -3)
  expect(readCurves(database, { runs: ['run-0'], step: other })[0]).toMatchObject({ percentiles: [], distribution: [] })

  expect(listScenarios(database)).toEqual([{ scenario: 'Shop', runs: 13, newestAtMs: 12_000 }])
  const trend = readTrend(database, { scenario: 'Shop' })
  expect(trend.runs.map(({ run }) => run.id)).toEqual(Array.from({ length: 13 }, (_, index) => `run-${index}`))
  expect(trend.runs.filter(({ scenarioChanged }) => scenarioChanged).map(({ run }) => run.id)).toEqual(['run-6'])
  expect(trend.runs[0]?.targets).toEqual({ p95: 50_000 })
  expect(trend.runs[0]?.values).toMatchObject({ error_rate: 0, throughput: 200 / 12 })
  expect(trend.changePoints.map(({ metric, runId, verdict }) => `${metric} ${runId} ${verdict}`)).toEqual([
    'p95 run-6 slower',
    'p50 run-6 slower',
    'p99 run-6 slower',
  ])

  // A deleted run counts nowhere; restored, it is where it was.
  const before = Array.from({ length: 6 }, (_, index) => `run-${index}`)
  deleteRuns(database, { runs: [...before, 'run-12'] })
  expect(listScenarios(database)).toEqual([{ scenario: 'Shop', runs: 6, newestAtMs: 11_000 }])
  const rest = readTrend(database, { scenario: 'Shop' })
  expect(rest.runs.map(({ run }) => run.id)).toEqual(Array.from({ length: 6 }, (_, index) => `run-${index + 6}`))
  expect(rest.changePoints).toEqual([])
  restoreRuns(database, { runs: ['run-12'] })
  expect(readTrend(database, { scenario: 'Shop' }).runs.at(-1)?.run.id).toBe('run-12')
  deleteRuns(database, { runs: [...rest.runs.map(({ run }) => run.id), 'run-12'] })
  expect(listScenarios(database)).toEqual([])
  database.close()
})
