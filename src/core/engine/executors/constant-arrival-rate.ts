import { constantArrivals } from '../pacing/arrivals.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import { ArrivingUsers } from './arrivingUsers.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'

/** Iterations start at a fixed rate, whether or not earlier ones have ended. */
export function constantArrivalRate(config: ConfigOf<'constant-arrival-rate'>, context: ExecutorContext): ExecutorRun {
  const { rate, timeUnitUs, durationUs } = config
  const crew = new Crew(context)
  const users = new ArrivingUsers(context, crew, constantArrivals(rate, timeUnitUs, durationUs), config)
  return new ExecutorLifecycle(context, config, crew, {
    durationUs,
    prepare: () => users.allocate(),
    begin: (startUs) => users.begin(startUs),
    idle: (seat) => users.idle(seat),
    end: (planned) => users.end(planned),
  })
}
