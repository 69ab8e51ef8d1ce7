import type { Database } from 'better-sqlite3'
import type { LoadFacts, WorkerSample } from '../../shared/run.ts'
import type { SecondRange } from '../../shared/report.ts'
import { GeneratorHealth } from '../analysis/validity.ts'

/** What the load generator's stored seconds say of it: of a run that did not reach its end, or of a range of seconds. */
export function loadFactsOf(
  database: Database,
  run: number,
  workers: number,
  range: SecondRange = { from: 0, to: Number.MAX_SAFE_INTEGER },
): { load: LoadFacts; health: GeneratorHealth } {
  const health = new GeneratorHealth()
  for (const sample of readWorkerSamples(database, run, range)) health.add(sample)
  const live = database
    .prepare<[number, number, number], { peakVUs: number | null; droppedIterations: number | null }>(
      `SELECT max(vus) AS peakVUs, sum(dropped_iterations) AS droppedIterations FROM live_points
       WHERE run = ? AND second BETWEEN ? AND ?`,
    )
    .get(run, range.from, range.to)
  const load = {
    workers,
    peakVUs: live?.peakVUs ?? 0,
    droppedIterations: live?.droppedIterations ?? 0,
    loopDelayP99Ms: health.loopDelayP99Ms,
    cpuShareMax: health.cpuShareMax,
    timerLatenessP99Ms: health.timerLatenessP99Ms,
    coordinatorLoopDelayP99Ms: 0,
  }
  return { load, health }
}

/** In the order of seconds. */
function readWorkerSamples(database: Database, run: number, range: SecondRange): WorkerSample[] {
  return database
    .prepare<[number, number, number], WorkerSample>(
      `SELECT second, worker, loop_delay_p99_ms AS loopDelayP99Ms, loop_delay_max_ms AS loopDelayMaxMs,
         loop_utilization AS loopUtilization, cpu_wait_share AS cpuWaitShare, cpu_share AS cpuShare,
         timer_lateness_p99_ms AS timerLatenessP99Ms, memory_bytes AS memoryBytes, clock_drift_ms AS clockDriftMs
       FROM worker_samples WHERE run = ? AND second BETWEEN ? AND ? ORDER BY second, worker`,
    )
    .all(run, range.from, range.to)
}
