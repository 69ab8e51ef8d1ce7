import { DEFAULT_MAX_SERIES } from '../../shared/metrics/series.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import type { DataRows, PrepareMessage, Segment } from '../engine/protocol.ts'
import type { RunOptions } from './runScenario.ts'

/** Most series of the run; a worker alone makes no more either. */
export function maxSeriesOf({ guards }: Scenario): number {
  return guards.maxSeries ?? DEFAULT_MAX_SERIES
}

/** What each worker needs to know: the whole scenario, its share of the load, its rows of the data. */
export function prepareMessages(
  { scenario, workers, data, secrets }: Pick<RunOptions, 'scenario' | 'workers' | 'data' | 'secrets'>,
  seed: number,
): PrepareMessage[] {
  return Array.from({ length: workers }, (_, index) => {
    const segment = { index, count: workers }
    const rows = Object.entries(data).map(([name, all]) => [
      name,
      scenario.data[name]?.pick === 'unique' ? ownRows(all, segment) : all,
    ])
    return {
      type: 'prepare',
      scenario,
      segment,
      data: Object.fromEntries(rows) as Record<string, DataRows>,
      seed,
      secrets,
      maxSeries: maxSeriesOf(scenario),
    }
  })
}

/** Row n goes to worker n % count, so that no two workers use the same. */
function ownRows({ columns, rows }: DataRows, { index, count }: Segment): DataRows {
  return { columns, rows: rows.filter((_row, n) => n % count === index) }
}
