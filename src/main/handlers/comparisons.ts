import type { StoreReader } from '../../core/store/reader.ts'
import type { Handlers } from '../ipc.ts'

/** Runs beside each other. */
export function comparisonHandlers(reader: StoreReader) {
  return {
    compareRuns: (query) => reader.ask('readComparisons', query),
    curvesOf: (query) => reader.ask('readCurves', query),
    listScenarios: () => reader.ask('listScenarios'),
    trendOf: (query) => reader.ask('readTrend', query),
  } satisfies Pick<Handlers, 'compareRuns' | 'curvesOf' | 'listScenarios' | 'trendOf'>
}
