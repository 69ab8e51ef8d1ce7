import type { ThresholdResult } from './types.ts'

/** `open`: no sample has come to judge by, so it holds, as in k6; `unjudged`: there is no baseline to judge by. */
export type ThresholdState = 'met' | 'missed' | 'open' | 'unjudged'

/** How a threshold stands: what every output shows of it. */
export function thresholdState({ ok, value, limit }: Pick<ThresholdResult, 'ok' | 'value' | 'limit'>): ThresholdState {
  if (limit === null) return 'unjudged'
  if (!ok) return 'missed'
  return value === null ? 'open' : 'met'
}
