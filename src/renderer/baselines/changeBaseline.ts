import { ask } from '../api.ts'
import { notifyUndo } from '../components/notify.ts'

interface BaselineChange {
  scenario: string
  /** Ids of the runs that are the baseline now. */
  before: readonly string[]
  /** And of those that are to be; none: the scenario has no baseline any more. */
  after: readonly string[]
}

/** Changes a scenario's baseline, and offers to take that back. @throws BASELINE_UNUSABLE, BASELINE_OTHER_SCENARIO */
export async function changeBaseline({ scenario, before, after }: BaselineChange): Promise<void> {
  const set = (runIds: readonly string[]): Promise<unknown> => ask('setBaseline', { scenario, runIds: [...runIds] })
  await set(after)
  notifyUndo(textOf(scenario, after.length), () => set(before))
}

function textOf(scenario: string, runs: number): string {
  if (runs === 0) return `${scenario} has no baseline any more.`
  return `The baseline of ${scenario} is ${runs === 1 ? 'one run' : `${runs} runs`} now.`
}
