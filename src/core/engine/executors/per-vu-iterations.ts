import { globalNumber, shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

/**
 * Every VU runs the same number of iterations. Iterations that maxDuration left without a start are dropped_iterations,
 * as in k6.
 */
export function perVUIterations(config: ConfigOf<'per-vu-iterations'>, context: ExecutorContext): ExecutorRun {
  const { segment } = context
  const ownVUs = shareOf(config.vus, segment)
  const total = ownVUs * config.iterations
  const crew = new Crew(context)
  let started = 0
  const users = new LoopingUsers(context, crew, (seat) => {
    if (seat.started === config.iterations) return undefined
    started++
    // Rounds over all VUs, so that the numbers are the same however many workers there are.
    return seat.started * config.vus + globalNumber(seat.index, segment)
  })
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
      if (planned && started < total) context.iterationsDropped(total - started)
    },
    usedUp: () => started === total,
  })
}
