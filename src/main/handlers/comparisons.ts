import type { StoreReader } from '../../core/store/reader.ts'
import type { Handlers } from '../ipc.ts'

/** Runs beside each other. */
export function comparisonHandlers(reader: StoreReader) {
  return {
    compareRuns: (query) => reader.ask('compareView', query),
    listScenarios: () => reader.ask('listScenarios'),
    trendOf: (query) => reader.ask('readTrend', query),
  } satisfies Pick<Handlers, 'compareRuns' | 'listScenarios' | 'trendOf'>
}
