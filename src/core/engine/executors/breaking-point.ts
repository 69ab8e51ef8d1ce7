import { controlledArrivals } from '../pacing/arrivals.ts'
import { globalNumber, shareOf } from '../pacing/segment.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import { ArrivingUsers } from './arrivingUsers.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle, type Plan } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

/**
 * A load whose level is set by the search for the breaking point, which the runner makes (runner/breakingPoint.ts). It
 * begins with `start` and obeys `control({ vus })` or `control({ rate })`, numbers over all workers, and `paused`.
 * Level 0 ends it: the search is over. Going down, VUs finish their iteration within gracefulStop.
 */
export function breakingPoint(config: ConfigOf<'breaking-point'>, context: ExecutorContext): ExecutorRun {
  const crew = new Crew(context)
  const load = config.raise === 'vus' ? loopingLoad(config, context, crew) : arrivingLoad(config, context, crew)
  let level = config.start
  let paused = false
  let begun = false
  const apply = (): void => load.setLevel(paused ? 0 : level)

  const run: ExecutorRun = new ExecutorLifecycle(context, config, crew, {
    ...load,
    durationUs: Infinity,
    begin: (startUs) => {
      begun = true
      load.begin(startUs)
      apply()
    },
    control: (change) => {
      level = change[config.raise] ?? level
      paused = change.paused ?? paused
      if (level === 0) run.stop()
      else if (begun) apply()
    },
  })
  return run
}

interface LevelLoad extends Pick<Plan, 'prepare' | 'begin' | 'idle' | 'end'> {
  setLevel(level: number): void
}

function loopingLoad(config: ConfigOf<'breaking-point'>, context: ExecutorContext, crew: Crew): LevelLoad {
  const { clock, segment } = context
  let iterations = 0
  const users = new LoopingUsers(context, crew, () => globalNumber(iterations++, segment))
  return {
    prepare: () => users.allocate(shareOf(config.start, segment)),
    begin: () => undefined,
    setLevel: (level) => users.want(shareOf(level, segment), clock.nowUs() + config.gracefulStopUs),
    idle: (seat) => users.idle(seat),
    end: () => users.end(),
  }
}

function arrivingLoad(config: ConfigOf<'breaking-point'>, context: ExecutorContext, crew: Crew): LevelLoad {
  const users = new ArrivingUsers(context, crew, controlledArrivals(0, config.timeUnitUs), config)
  return {
    prepare: () => users.allocate(),
    begin: (startUs) => users.begin(startUs),
    setLevel: (level) => users.changeRate(level),
    idle: (seat) => users.idle(seat),
    end: (planned) => users.end(planned),
  }
}
