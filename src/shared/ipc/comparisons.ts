import { z } from 'zod'
import { MOST_BASELINE_RUNS } from '../baseline.ts'
import { type ComparisonView, MOST_COMPARED_RUNS } from '../comparison.ts'
import type { ScenarioRuns, Trend } from '../trends.ts'
import { call, nothing, runIdText, scenarioName } from './call.ts'

/** Runs beside each other: judged one against another, and all of a scenario over time. */
export const COMPARISON_CALLS = {
  /** Runs, each against the same one or several. @throws RUN_NOT_FOUND */
  compareRuns: call<ComparisonView>()(
    z.object({
      base: z.array(runIdText).min(1).max(MOST_BASELINE_RUNS),
      runs: z.array(runIdText).min(1).max(MOST_COMPARED_RUNS),
    }),
  ),
  listScenarios: call<readonly ScenarioRuns[]>()(nothing),
  trendOf: call<Trend>()(z.object({ scenario: scenarioName })),
}
