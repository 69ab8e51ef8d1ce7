import { openDatabase } from '../src/core/store/database.ts'
import type { Measurement } from './contenders.ts'

/**
 * What the only run of a database cost its load workers, from what the run stored of itself: CPU time and requests of the same
 * seconds. @param warmUpSeconds at the start, and the last two seconds, do not count
 */
export function storedCost(file: string, warmUpSeconds: number): Measurement {
  const database = openDatabase(file)
  try {
    const last = database.prepare('SELECT max(second) FROM live_points').pluck().get() as number
    const span = { from: warmUpSeconds, to: last - 2 }
    const sum = (query: string): number => (database.prepare(query).pluck().get(span) as number | null) ?? 0
    const within = 'second BETWEEN :from AND :to'
    const ofMetric = (metric: string): string =>
      `SELECT sum(sum) FROM points JOIN series USING (run, series) WHERE metric = '${metric}' AND resolution = 1 AND ${within}`
    return {
      requests: sum(ofMetric('http_reqs')),
      failed: sum(ofMetric('http_req_failed')),
      cpuSeconds: sum(`SELECT sum(cpu_share) FROM worker_samples WHERE ${within}`),
    }
  } finally {
    database.close()
  }
}
