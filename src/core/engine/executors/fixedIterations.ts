import { shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { ConfigOf } from './config.ts'
import { Crew, type Seat } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

/**
 * A closed model that is over when its iterations are used up. What maxDuration left without a start are
 * dropped_iterations, as in k6.
 * @param total of this worker
 * @param nextNumber the number of the iteration that a free VU runs next; undefined when there is none for it
 */
export function fixedIterations(
  config: ConfigOf<'per-vu-iterations' | 'shared-iterations'>,
  context: ExecutorContext,
  total: number,
  nextNumber: (seat: Seat, started: number) => number | undefined,
): ExecutorRun {
  const ownVUs = shareOf(config.vus, context.segment)
  const crew = new Crew(context)
  let started = 0
  const users = new LoopingUsers(context, crew, (seat) => {
    const number = nextNumber(seat, started)
    if (number !== undefined) started++
    return number
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
