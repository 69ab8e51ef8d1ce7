import { parseThreshold } from './parse.ts'
import type { Threshold, ThresholdResult } from './types.ts'

/** What was judged, to be judged again on other figures: with the limit that applied, and it ends nothing. */
export function thresholdOf({ metric, expression, limit, baseline, source }: ThresholdResult): Threshold {
  return {
    ...parseThreshold(metric, expression),
    limit,
    ...(baseline === undefined ? {} : { baseline }),
    ...(source === undefined ? {} : { source }),
    abortOnFail: false,
  }
}
