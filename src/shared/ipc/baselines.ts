import { z } from 'zod'
import { type Baseline, type BaselineRuns, MOST_BASELINE_RUNS } from '../baseline.ts'
import { call, nothing, runIdText, scenarioName } from './call.ts'

/**
 * Baselines: the runs of a scenario that others are measured against. After `setBaseline` main tells `runsChanged`, as it
 * does when the command line changed one.
 */
export const BASELINE_CALLS = {
  /** The baseline of the scenario of this name, with its figures and its P95 over time; null when it has none. */
  baselineOf: call<Baseline | null>()(z.object({ scenario: scenarioName })),
  /** Which runs are whose baseline: for marks in lists. */
  listBaselines: call<readonly BaselineRuns[]>()(nothing),
  /** These runs become the baseline of the scenario, in place of what was; none: it has no baseline any more. */
  setBaseline: call<Baseline | null>()(
    z.object({ scenario: scenarioName, runIds: z.array(runIdText).max(MOST_BASELINE_RUNS) }),
  ),
}
