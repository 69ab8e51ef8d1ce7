import { z } from 'zod'
import { MOST_BASELINE_RUNS } from '../baseline.ts'
import { MOST_COMPARED_RUNS, type RunComparison, type RunCurves } from '../comparison.ts'
import type { ScenarioRuns, Trend } from '../trends.ts'
import { call, nothing, runIdText, scenarioName } from './call.ts'

/** Runs beside each other: judged one against another, and all of a scenario over time. */
export const COMPARISON_CALLS = {
  /** Runs, each against the same one or several; in the order asked. @throws RUN_NOT_FOUND */
  compareRuns: call<readonly RunComparison[]>()(
    z.object({
      base: z.array(runIdText).min(1).max(MOST_BASELINE_RUNS),
      runs: z.array(runIdText).min(1).max(MOST_COMPARED_RUNS),
    }),
  ),
  /** What to draw of runs; of one step, or null for all requests. @throws RUN_NOT_FOUND */
  curvesOf: call<readonly RunCurves[]>()(
    z.object({
      runs: z
        .array(runIdText)
        .min(1)
        .max(MOST_BASELINE_RUNS + MOST_COMPARED_RUNS),
      step: z.string().max(500).nullable(),
    }),
  ),
  listScenarios: call<readonly ScenarioRuns[]>()(nothing),
  trendOf: call<Trend>()(z.object({ scenario: scenarioName })),
}
