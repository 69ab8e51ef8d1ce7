import { globalNumber, shareOf } from '../pacing/segment.ts'
import { rampSteps, totalDurationUs } from '../pacing/vuRamp.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import type { TimerHandle } from '../clock.ts'
import type { ConfigOf } from './config.ts'
import { Crew } from './crew.ts'
import { ExecutorLifecycle } from './lifecycle.ts'
import { LoopingUsers } from './loopingUsers.ts'

/**
 * A number of VUs that follows the stages, iterating as often as they can. A VU that ramps down finishes its iteration
 * within gracefulRampDown, at most until the end of gracefulStop; needed again before that, it goes on.
 */
export function rampingVUs(config: ConfigOf<'ramping-vus'>, context: ExecutorContext): ExecutorRun {
  const { clock, segment } = context
  const durationUs = totalDurationUs(config.stages)
  const crew = new Crew(context)
  let iterations = 0
  const users = new LoopingUsers(context, crew, () => globalNumber(iterations++, segment))
  const steps = rampSteps(config.startVUs, config.stages)
  let next = steps.next()
  let originUs = 0
  let timer: TimerHandle | undefined

  const takeDueSteps = (untilUs: number): void => {
    while (next.done !== true && originUs + next.value.atUs <= untilUs) {
      const { atUs, vus } = next.value
      const deadlineUs = originUs + Math.min(atUs + config.gracefulRampDownUs, durationUs + config.gracefulStopUs)
      users.want(shareOf(vus, segment), deadlineUs)
      next = steps.next()
    }
  }
  const follow = (): void => {
    takeDueSteps(clock.nowUs())
    timer = next.done === true ? undefined : clock.at(originUs + next.value.atUs, follow)
  }

  return new ExecutorLifecycle(context, config, crew, {
    durationUs,
    prepare: () => users.allocate(shareOf(config.startVUs, segment)),
    begin: (startUs) => {
      users.endAt(startUs + durationUs)
      originUs = startUs
      follow()
    },
    idle: (seat) => users.idle(seat),
    end: (planned) => {
      if (timer !== undefined) clock.cancel(timer)
      // A step at the very end still ramps down, even when the timer of the end came first.
      if (planned) takeDueSteps(originUs + durationUs)
      users.end()
    },
  })
}
