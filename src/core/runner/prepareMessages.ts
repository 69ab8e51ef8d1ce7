import type { PrepareMessage } from '../engine/protocol.ts'
import { splitRows } from './data/splitRows.ts'
import type { RunOptions } from './runScenario.ts'

/** Of one worker; beyond it tag values fold into `other`. Workers see the same tags, so a run has about as many. */
const MAX_SERIES = 1000

/** What each worker needs to know: the whole scenario, its share of the load, its rows of the data. */
export function prepareMessages(
  { scenario, workers, data, secrets }: Pick<RunOptions, 'scenario' | 'workers' | 'data' | 'secrets'>,
  seed: number,
): PrepareMessage[] {
  return Array.from({ length: workers }, (_, index) => {
    const segment = { index, count: workers }
    return {
      type: 'prepare',
      scenario,
      segment,
      data: splitRows(scenario, data, segment),
      seed,
      secrets,
      maxSeries: MAX_SERIES,
    }
  })
}
