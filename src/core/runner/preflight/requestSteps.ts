import type { RequestStep, Scenario, Step } from '../../../shared/scenario/types.ts'

/** Every request step, those in groups too. */
export function requestSteps({ flows }: Scenario): RequestStep[] {
  const inside = (steps: readonly Step[]): RequestStep[] =>
    steps.flatMap((step) => {
      if (step.kind === 'group') return inside(step.steps)
      return step.kind === 'request' ? [step] : []
    })
  return Object.values(flows).flatMap(inside)
}
