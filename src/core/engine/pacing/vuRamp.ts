import type { Stage } from '../../../shared/scenario/types.ts'

/** From this offset on so many VUs are planned. */
export interface RampStep {
  atUs: number
  vus: number
}

/**
 * The steps of ramping-vus, in order of time, the first at 0. As in k6 the number changes at the moment when the straight
 * line between two targets reaches the next whole number: on the way up the plan is the line rounded down, on the way
 * down it is rounded up. A stage of zero length jumps. Steps are computed one at a time and each from its stage's start,
 * so that nothing is kept and nothing drifts.
 */
export function* rampSteps(startVUs: number, stages: readonly Stage[]): Generator<RampStep, void> {
  yield { atUs: 0, vus: startVUs }
  let fromUs = 0
  let from = startVUs
  for (const { durationUs, target } of stages) {
    const change = target - from
    const steps = durationUs === 0 && change !== 0 ? 1 : Math.abs(change)
    for (let step = 1; step <= steps; step++) {
      const atUs = fromUs + (durationUs * step) / steps
      yield { atUs, vus: step === steps ? target : from + Math.sign(change) * step }
    }
    fromUs += durationUs
    from = target
  }
}

export function totalDurationUs(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.durationUs, 0)
}
