import { shareIterations } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { ConfigOf } from './config.ts'
import { fixedIterations } from './fixedIterations.ts'

/** A number of iterations that the VUs share: who is free takes the next one. */
export function sharedIterations(config: ConfigOf<'shared-iterations'>, context: ExecutorContext): ExecutorRun {
  const share = shareIterations(config.iterations, config.vus, context.segment)
  return fixedIterations(config, context, share.total, (_seat, started) =>
    started < share.total ? share.globalNumber(started) : undefined,
  )
}
