import { rampingArrivals } from '../pacing/arrivals.ts'
import { totalDurationUs } from '../pacing/vuRamp.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import { ArrivingUsers } from './arrivingUsers.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'

/** Iterations start at a rate that follows the stages, whether or not earlier ones have ended. */
export function rampingArrivalRate(config: ConfigOf<'ramping-arrival-rate'>, context: ExecutorContext): ExecutorRun {
  const { startRate, stages, timeUnitUs } = config
  const crew = new Crew(context)
  const users = new ArrivingUsers(context, crew, rampingArrivals(startRate, stages, timeUnitUs), config)
  return new ExecutorLifecycle(context, config, crew, {
    durationUs: totalDurationUs(stages),
    prepare: () => users.allocate(),
    begin: (startUs) => users.begin(startUs),
    idle: (seat) => users.idle(seat),
    end: (planned) => users.end(planned),
  })
}
