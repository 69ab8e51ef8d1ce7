import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { baselineAt } from '../../shared/baseline.ts'
import type { RunFinish, RunStart } from '../../shared/run.ts'
import { parseThreshold } from '../../shared/thresholds/parse.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import { setBaseline } from './baselines.ts'
import { openDatabase } from './database.ts'
import { MIGRATIONS } from './migrations.ts'
import { measureAgainstBaseline } from './queries/baselineChoice.ts'
import { baselineOf, listBaselines } from './queries/baselines.ts'
import { runsFingerprint } from './queries/listRuns.ts'
import { readSummary } from './queries/runDetail.ts'
import { RunWriter } from './runWriter.ts'
import { temporaryFolder } from './testing/folders.ts'
import { counterPoint, livePoint, runFinish, runStart, seriesOf, trendPoint } from './testing/runData.ts'

const SCENARIO = 'Mixed traffic'
let database: Database
beforeEach(() => {
  database = openDatabase(join(temporaryFolder(), 'headroom.db'))
})
afterEach(() => {
  database.close()
})

interface Stored {
  /** Durations of each second; the same 10 in all. */
  us: number
  seconds?: number
  start?: Partial<RunStart>
  finish?: Partial<RunFinish>
}

function store(id: string, { us, seconds = 20, start = {}, finish = {} }: Stored): void {
  const writer = new RunWriter(database)
  writer.begin(runStart(id, start))
  writer.series([seriesOf(0, 'http_reqs'), seriesOf(1, 'http_req_duration'), seriesOf(2, 'http_req_failed')])
  const points = (many: number) => [
    counterPoint(0, 10 * many),
    trendPoint(
      1,
      Array.from({ length: 10 * many }, (_, value) => us + (value % 10)),
    ),
    { series: 2, count: 10 * many, sum: many, min: 0, max: 1 },
  ]
  for (let second = 0; second < seconds; second++) {
    writer.window({ second, points: points(1) })
    writer.live(livePoint(second, { p95Us: us }))
    if (second % 10 === 9) writer.rollup(10, { second: second - 9, points: points(10) })
  }
  writer.totals(points(seconds))
  writer.finish(runFinish({ durationMs: seconds * 1000, ...finish }))
}

function scenarioWith(...expressions: readonly string[]): Scenario {
  const thresholds = expressions.map((each) => parseThreshold('http_req_duration', each))
  return { name: SCENARIO, thresholds } as unknown as Scenario
}

describe('setBaseline', () => {
  it('names runs of a scenario, in place of what was, and ends it with none', () => {
    for (const [index, id] of ['a', 'b', 'c'].entries()) store(id, { us: 1000, start: { startedAtMs: index } })
    const before = runsFingerprint(database)
    setBaseline(database, { scenario: SCENARIO, runIds: ['a'] }, 1)
    setBaseline(database, { scenario: SCENARIO, runIds: ['b', 'c', 'b'] }, 2)
    expect(listBaselines(database)).toEqual([{ scenario: SCENARIO, runIds: ['c', 'b'] }])
    expect(runsFingerprint(database)).not.toBe(before)
    setBaseline(database, { scenario: SCENARIO, runIds: [] }, 3)
    expect(listBaselines(database)).toEqual([])
    expect(baselineOf(database, { scenario: SCENARIO })).toBeNull()
  })

  it('refuses what nothing can be measured against, and changes nothing then', () => {
    store('good', { us: 1000 })
    store('other', { us: 1000, start: { scenario: 'Another' } })
    store('invalid', { us: 1000, finish: { validity: 'invalid' } })
    store('error', { us: 1000, finish: { status: 'error' } })
    setBaseline(database, { scenario: SCENARIO, runIds: ['good'] }, 1)
    for (const [id, code] of [
      ['other', 'BASELINE_OTHER_SCENARIO'],
      ['invalid', 'BASELINE_UNUSABLE'],
      ['error', 'BASELINE_UNUSABLE'],
      ['none', 'RUN_NOT_FOUND'],
    ] as const) {
      expect(() => setBaseline(database, { scenario: SCENARIO, runIds: [id] }, 2)).toThrow(
        expect.objectContaining({ code, hint: expect.any(String) as string }),
      )
    }
    expect(listBaselines(database)).toEqual([{ scenario: SCENARIO, runIds: ['good'] }])
  })

  it('forgets a run that is deleted', () => {
    store('a', { us: 1000 })
    setBaseline(database, { scenario: SCENARIO, runIds: ['a'] }, 1)
    database.prepare(`DELETE FROM runs WHERE run_id = 'a'`).run()
    expect(listBaselines(database)).toEqual([])
  })
})

describe('baselineOf', () => {
  it('merges the runs: figures of the whole, what they had come to at a time, and the middle P95 of each second', () => {
    store('a', { us: 1000 })
    store('b', { us: 2000, seconds: 30 })
    store('c', { us: 9000 })
    setBaseline(database, { scenario: SCENARIO, runIds: ['a', 'b', 'c'] }, 1)
    const baseline = baselineOf(database, { scenario: SCENARIO })
    expect(baseline?.runs.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c'])
    expect(baseline?.figures).toMatchObject({ requestRate: expect.closeTo(10, 9) as number, failedShare: 0.1 })
    expect(baseline?.figures.p50Us).toBeCloseTo(2004, -1)
    expect(baseline?.figures.p95Us).toBeCloseTo(9008, -1)
    expect(baseline?.seconds[0]).toEqual({ second: 0, p95Us: 2000 })
    expect(baseline?.seconds.at(-1)).toEqual({ second: 29, p95Us: 2000 })
    expect(baseline?.soFar.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: 20 }, (_, second) => (second + 1) * 1000),
    )
    expect(baseline && baselineAt(baseline, 19_999)).toMatchObject({ atMs: 19_000, requestRate: 10, failedShare: 0.1 })
    expect(baseline && baselineAt(baseline, 999)).toBeUndefined()
  })

  it('tells each second of the first minute what the runs had come to, then each tenth second', () => {
    store('a', { us: 1000, seconds: 95 })
    store('b', { us: 3000, seconds: 95 })
    setBaseline(database, { scenario: SCENARIO, runIds: ['a', 'b'] }, 1)
    const soFar = baselineOf(database, { scenario: SCENARIO })?.soFar ?? []
    expect(soFar.map(({ atMs }) => atMs / 1000).slice(58)).toEqual([59, 60, 70, 80, 90])
    for (const place of [0, 59, -1]) {
      expect(soFar.at(place)).toMatchObject({
        requestRate: expect.closeTo(10, 9) as number,
        failedShare: expect.closeTo(0.1, 9) as number,
        p95Us: expect.closeTo(3009, -1) as number,
      })
    }
  })
})

describe('measureAgainstBaseline', () => {
  const limitsOf = ({ scenario }: { scenario: Scenario }): unknown[] => scenario.thresholds.map(({ limit }) => limit)

  it("takes the scenario's own baseline, or the runs that are named: by id, by scenario, by name", () => {
    store('a', { us: 1000 })
    store('b', { us: 2000 })
    store('c', { us: 4000, start: { name: 'release 7', scenario: 'Another' } })
    const scenario = scenarioWith('max < baseline + 10%', 'max < baseline + 1ms', 'max < 5')
    expect(limitsOf(measureAgainstBaseline(database, scenario))).toEqual([null, null, 5])
    setBaseline(database, { scenario: SCENARIO, runIds: ['a'] }, 1)
    const own = measureAgainstBaseline(database, scenario)
    expect(own.baseline).toEqual(['a'])
    expect(limitsOf(own)[0]).toBeCloseTo(1.009 * 1.1, 3)
    expect(limitsOf(own)[1]).toBeCloseTo(2.009, 3)
    expect(measureAgainstBaseline(database, scenario, ['b']).baseline).toEqual(['b'])
    expect(measureAgainstBaseline(database, scenario, [SCENARIO, 'b']).baseline).toEqual(['a', 'b'])
    expect(measureAgainstBaseline(database, scenario, ['release 7']).baseline).toEqual(['c'])
    expect(() => measureAgainstBaseline(database, scenario, ['none'])).toThrow(
      expect.objectContaining({ code: 'BASELINE_NOT_FOUND' }),
    )
  })

  it('is stored with a run, so that an old run shows which limit applied, though the baseline is another one now', () => {
    const relative = { metric: 'http_req_duration', expression: 'p(95) < baseline + 10%', ok: true, aborted: false }
    const judged = { ...relative, value: 104, limit: 110, baseline: 100 }
    const unjudged = { ...relative, value: 104, limit: null }
    store('a', { us: 1000, start: { baseline: ['x', 'y'] }, finish: { thresholds: [judged, unjudged] } })
    expect(readSummary(database, 'a')).toMatchObject({ baseline: ['x', 'y'], thresholds: [judged, unjudged] })
    store('b', { us: 1000 })
    expect(readSummary(database, 'b')).not.toHaveProperty('baseline')
  })
})

it('keeps the thresholds of a database of the first version', () => {
  const file = join(temporaryFolder(), 'headroom.db')
  const old = openDatabase(file, { migrations: MIGRATIONS.slice(0, 1) })
  old.exec(`
    INSERT INTO runs (id, run_id, name, scenario, started_at_ms, status, owner_pid, owner_host, heartbeat_at_ms)
    VALUES (7, 'old', 'old', 'old', 0, 'passed', 1, 'h', 0);
    INSERT INTO run_details (run, scenario_text, base_url, planned_duration_ms, workers, machine)
    VALUES (7, 't', 'u', 1, 1, '{}');
    INSERT INTO thresholds VALUES (7, 0, 'http_req_duration', 'p(95)<500', 312, 500, 1, 0);`)
  old.close()
  const now = openDatabase(file)
  expect(readSummary(now, 'old').thresholds).toEqual([
    { metric: 'http_req_duration', expression: 'p(95)<500', value: 312, limit: 500, ok: true, aborted: false },
  ])
  now.close()
})
