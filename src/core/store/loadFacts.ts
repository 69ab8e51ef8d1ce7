import type { Database } from 'better-sqlite3'
import type { LoadFacts, WorkerSample } from '../../shared/run.ts'
import { GeneratorHealth } from '../analysis/validity.ts'

/** What the load generator's stored seconds say of it, for a run that did not reach its end. */
export function loadFactsOf(database: Database, run: number, workers: number): LoadFacts {
  const health = new GeneratorHealth()
  for (const sample of readWorkerSamples(database, run)) health.add(sample)
  const live = database
    .prepare<[number], { peakVUs: number | null; droppedIterations: number | null }>(
      `SELECT max(vus) AS peakVUs, sum(dropped_iterations) AS droppedIterations FROM live_points WHERE run = ?`,
    )
    .get(run)
  return {
    workers,
    peakVUs: live?.peakVUs ?? 0,
    droppedIterations: live?.droppedIterations ?? 0,
    loopDelayP99Ms: health.loopDelayP99Ms,
    cpuShareMax: health.cpuShareMax,
    timerLatenessP99Ms: health.timerLatenessP99Ms,
    coordinatorLoopDelayP99Ms: 0,
  }
}

/** In the order of seconds. */
function readWorkerSamples(database: Database, run: number): WorkerSample[] {
  return database
    .prepare<[number], WorkerSample>(
      `SELECT second, worker, loop_delay_p99_ms AS loopDelayP99Ms, loop_delay_max_ms AS loopDelayMaxMs,
         loop_utilization AS loopUtilization, cpu_wait_share AS cpuWaitShare, cpu_share AS cpuShare,
         timer_lateness_p99_ms AS timerLatenessP99Ms, memory_bytes AS memoryBytes, clock_drift_ms AS clockDriftMs
       FROM worker_samples WHERE run = ? ORDER BY second, worker`,
    )
    .all(run)
}
