import { useCallback, useEffect } from 'react'
import type { Baseline } from '../../shared/baseline.ts'
import { ask } from '../api.ts'
import { useRuns } from '../stores/runs.ts'
import { useAnswer } from './useAnswer.ts'

/**
 * The baseline that a run is shown beside.
 * @returns null when its scenario has none, or none but the run itself
 */
export function useBaseline(scenario: string, runId: string): Baseline | null {
  const { value, load } = useAnswer(useCallback(() => ask('baselineOf', { scenario }), [scenario]))
  const revision = useRuns((state) => state.revision)
  useEffect(() => {
    if (revision > 0) load()
  }, [revision, load])
  return value === null || value.runs.every(({ id }) => id === runId) ? null : value
}
