import { globalNumber, shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { ConfigOf } from './config.ts'
import { fixedIterations } from './fixedIterations.ts'

/** Every VU runs the same number of iterations. */
export function perVUIterations(config: ConfigOf<'per-vu-iterations'>, context: ExecutorContext): ExecutorRun {
  const { segment } = context
  const total = shareOf(config.vus, segment) * config.iterations
  return fixedIterations(config, context, total, (seat) =>
    // Rounds over all VUs, so that the numbers are the same however many workers there are.
    seat.started === config.iterations ? undefined : seat.started * config.vus + globalNumber(seat.index, segment),
  )
}
