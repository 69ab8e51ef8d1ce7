import { globalNumber, shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

/** A fixed number of VUs iterate as often as they can for the duration. */
export function constantVUs(config: ConfigOf<'constant-vus'>, context: ExecutorContext): ExecutorRun {
  const { segment } = context
  const { durationUs } = config
  const ownVUs = shareOf(config.vus, segment)
  const crew = new Crew(context)
  let iterations = 0
  const users = new LoopingUsers(context, crew, () => globalNumber(iterations++, segment))
  return new ExecutorLifecycle(context, config, crew, {
    durationUs,
    prepare: () => users.allocate(ownVUs),
    begin: (startUs) => {
      users.endAt(startUs + durationUs)
      users.want(ownVUs, Infinity)
    },
    idle: (seat) => users.idle(seat),
    end: () => users.end(),
  })
}
