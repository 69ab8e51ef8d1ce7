import { useCallback, useEffect } from 'react'
import type { BaselineRuns } from '../../shared/baseline.ts'
import { ask } from '../api.ts'
import { useAnswer } from '../components/useAnswer.ts'
import { useRuns } from '../stores/runs.ts'

/** Which runs are whose baseline, always as it is now; null until main has answered. */
export function useBaselines(): readonly BaselineRuns[] | null {
  const revision = useRuns((state) => state.revision)
  const question = useCallback(() => ask('listBaselines', undefined), [])
  const { value, load } = useAnswer(question)
  useEffect(() => {
    if (revision > 0) load()
  }, [revision, load])
  return value
}

/** The ids of the runs that are the baseline of a scenario; none while it has none. */
export function baselineIds(baselines: readonly BaselineRuns[] | null, scenario: string): readonly string[] {
  return baselines?.find((each) => each.scenario === scenario)?.runIds ?? []
}
