import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { RunWriter } from '../src/core/store/runWriter.ts'
import {
  counterPoint,
  livePoint,
  runFinish,
  runStart,
  seriesOf,
  trendPoint,
} from '../src/core/store/testing/runData.ts'
import type { RunFinish, Validity } from '../src/shared/run.ts'
import { headroomCommand } from './library.ts'

/** A run whose figures are known beforehand: no machine, however busy, measures others. */
export interface StoredRun {
  id: string
  scenario: string
  scenarioText: string
  startedAtMs: number
  seconds: number
  /** Each step's median response time in milliseconds. */
  steps: Readonly<Record<string, number>>
  /** How far seconds differ from each other; 0.05: they wander by 5 % to either side. */
  wander?: number
  /** Where that begins: runs that begin elsewhere do not go up and down together. */
  phase?: number
  validity?: Validity
  requestsPerSecond?: number
  /** The scenario's, where it is no other. */
  name?: string
  /** How it ended: passed, where nothing else is said. */
  finish?: Partial<RunFinish>
}

/** Puts runs into a profile's library, as a run that the app makes puts itself there. */
export function storeRuns(profile: string, runs: readonly StoredRun[]): void {
  mkdirSync(profile, { recursive: true })
  const file = join(profile, 'headroom.db')
  // Makes the database where there is none.
  headroomCommand(['runs', '--db', file])
  const database = new Sqlite(file)
  try {
    for (const run of runs) store(new RunWriter(database), run)
  } finally {
    database.close()
  }
}

function store(writer: RunWriter, run: StoredRun): void {
  const { id, scenario, scenarioText, startedAtMs, seconds, wander = 0.01, phase = 0, requestsPerSecond = 20 } = run
  const steps = Object.entries(run.steps)
  writer.begin(
    runStart(id, {
      name: run.name ?? scenario,
      scenario,
      scenarioText,
      startedAtMs,
      plannedDurationMs: seconds * 1000,
    }),
  )
  const tagged = steps.flatMap(([step], index) =>
    ['http_reqs', 'http_req_duration', 'http_req_failed'].map((metric, place) =>
      seriesOf(3 * index + place, metric, { step }),
    ),
  )
  writer.series(tagged)
  const total = new Map<number, number[]>()
  for (let second = 0; second < seconds; second++) {
    // A wave of no whole number of seconds: neither a trend nor the same every time.
    const factor = 1 + wander * Math.sin(second * 1.7 + phase)
    const all: number[] = []
    const points = steps.flatMap(([, medianMs], index) => {
      const times = Array.from(
        { length: requestsPerSecond },
        (_, request) => medianMs * 1000 * factor * (0.9 + (0.2 * request) / requestsPerSecond),
      )
      all.push(...times)
      total.set(index, [...(total.get(index) ?? []), ...times])
      return pointsOf(index, times)
    })
    writer.window({ second, points })
    writer.live(liveOf(second, all))
  }
  writer.totals(steps.flatMap((_, index) => pointsOf(index, total.get(index) ?? [])))
  writer.finish(runFinish({ durationMs: seconds * 1000, validity: run.validity ?? 'valid', ...run.finish }))
}

function pointsOf(index: number, times: readonly number[]) {
  const count = times.length
  const failures = { series: 3 * index + 2, count, sum: 0, min: 0, max: 0 }
  return [counterPoint(3 * index, count), trendPoint(3 * index + 1, times), failures]
}

function liveOf(second: number, times: readonly number[]) {
  const { p50 = null, p95 = null, p99 = null } = trendPoint(0, times)
  const figures = { p50Us: p50, p95Us: p95, p99Us: p99, requestRate: times.length, failedShare: 0 }
  return livePoint(second, { ...figures, droppedIterations: 0 })
}
