import { shareIterations, shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

/**
 * A number of iterations that the VUs share: who is free takes the next one. Iterations that maxDuration left without a
 * start are dropped_iterations, as in k6.
 */
export function sharedIterations(config: ConfigOf<'shared-iterations'>, context: ExecutorContext): ExecutorRun {
  const ownVUs = shareOf(config.vus, context.segment)
  const share = shareIterations(config.iterations, config.vus, context.segment)
  const crew = new Crew(context)
  let started = 0
  const users = new LoopingUsers(context, crew, () =>
    started < share.total ? share.globalNumber(started++) : undefined,
  )
  return new ExecutorLifecycle(context, config, crew, {
    durationUs: config.maxDurationUs,
    prepare: () => users.allocate(ownVUs),
    begin: (startUs) => {
      users.endAt(startUs + config.maxDurationUs)
      users.want(ownVUs, Infinity)
    },
    idle: (seat) => users.idle(seat),
    end: (planned) => {
      users.end()
      if (planned && started < share.total) context.iterationsDropped(share.total - started)
    },
    usedUp: () => started === share.total,
  })
}
