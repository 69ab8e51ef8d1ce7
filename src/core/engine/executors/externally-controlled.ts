import { controlledArrivals } from '../pacing/arrivals.ts'
import { globalNumber, shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import { ArrivingUsers } from './arrivingUsers.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

const RATE_UNIT_US = 1e6

/**
 * VUs that iterate as often as they can, their number set from outside while it runs: `control({ vus })`. Beyond k6,
 * `control({ rate })` makes it an open model of that many iterations per second, until a number of VUs is set again.
 * Numbers are those over all workers. VUs that are no longer wanted finish their iteration within gracefulStop; those
 * that pause finish it in their own time.
 */
export function externallyControlled(config: ConfigOf<'externally-controlled'>, context: ExecutorContext): ExecutorRun {
  const { clock, segment } = context
  const { maxVUs, durationUs } = config
  const crew = new Crew(context)
  let iterations = 0
  // One row of numbers for both models: an iteration's number never comes twice.
  const nextIteration = (): number => globalNumber(iterations++, segment)
  const looping = new LoopingUsers(context, crew, nextIteration)
  const limits = { preAllocatedVUs: 0, maxVUs }
  const arriving = new ArrivingUsers(context, crew, controlledArrivals(0, RATE_UNIT_US), limits, nextIteration)
  const wish: { vus: number; rate: number | undefined; paused: boolean } = {
    vus: config.vus,
    rate: undefined,
    paused: false,
  }
  let begun = false

  const apply = (): void => {
    const open = wish.rate !== undefined
    const vus = open || wish.paused ? 0 : Math.min(wish.vus, maxVUs)
    looping.want(shareOf(vus, segment), wish.paused ? Infinity : clock.nowUs() + config.gracefulStopUs)
    if (open) arriving.claimIdle()
    arriving.changeRate(wish.paused ? 0 : (wish.rate ?? 0))
  }

  return new ExecutorLifecycle(context, config, crew, {
    durationUs,
    prepare: () => looping.allocate(shareOf(Math.min(config.vus, maxVUs), segment)),
    begin: (startUs) => {
      begun = true
      looping.endAt(startUs + durationUs)
      arriving.begin(startUs)
      apply()
    },
    idle: (seat) => {
      looping.idle(seat)
      if (wish.rate !== undefined) arriving.idle(seat)
    },
    end: (planned) => {
      looping.end()
      arriving.end(planned)
    },
    control: ({ vus, rate, paused }) => {
      if (vus !== undefined) {
        wish.vus = vus
        wish.rate = undefined
      }
      if (rate !== undefined) wish.rate = rate
      if (paused !== undefined) wish.paused = paused
      if (begun) apply()
    },
  })
}
