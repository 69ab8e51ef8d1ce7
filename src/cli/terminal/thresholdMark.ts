import type { Colors } from 'picocolors/types'
import { thresholdState } from '../../shared/thresholds/state.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'

/** One character for how a threshold stands: met, missed, nothing to judge yet, or no baseline to judge by. */
export function thresholdMark(result: ThresholdResult, colors: Colors): string {
  const marks = { met: colors.green('✓'), missed: colors.red('✗'), open: colors.dim('–'), unjudged: colors.yellow('?') }
  return marks[thresholdState(result)]
}
