import { z } from 'zod'
import {
  NAME,
  durationSchema,
  nameSchema,
  positiveDurationSchema,
  strict,
  tagsSchema,
  textSchema,
  wholeNumber,
} from './common.ts'

/** k6's defaults, in the file's own notation; docs/scenario-format.md lists them. */
export const EXECUTOR_DEFAULTS = {
  startTime: '0s',
  gracefulStop: '30s',
  gracefulRampDown: '30s',
  maxDuration: '10m',
  timeUnit: '1s',
  vus: 1,
  iterations: 1,
  startVUs: 1,
  startRate: 0,
  hold: '30s',
  breakAfter: '10s',
} as const

const count = (description: string, least = 1) => wholeNumber(least).describe(description)

const common = {
  flow: nameSchema
    .describe('The flow that each iteration runs; may be left out when there is just one flow.')
    .exactOptional(),
  startTime: durationSchema.describe('When this begins after the start of the run. Default 0s.').exactOptional(),
  gracefulStop: durationSchema
    .describe('How long running iterations may go on after the end before they are cut off. Default 30s.')
    .exactOptional(),
  tags: tagsSchema.exactOptional(),
  env: z
    .record(z.string().regex(NAME, { error: 'Expected a name.' }), textSchema)
    .describe('Variables of this executor, over the scenario’s own.')
    .exactOptional(),
}

const duration = positiveDurationSchema.describe('How long it lasts, gracefulStop not counted.')
const maxDuration = positiveDurationSchema
  .describe('Ends here even if iterations are left. Default 10m.')
  .exactOptional()
const timeUnit = positiveDurationSchema.describe('The time that the rate counts. Default 1s.').exactOptional()
const preAllocatedVUs = count('Virtual users made before the start.', 0)
const maxVUs = count('Most virtual users it may use; by default preAllocatedVUs.').exactOptional()

function stages(what: string) {
  return z
    .array(
      strict({
        duration: durationSchema.describe('How long it takes to get to the target; 0s jumps there.'),
        target: wholeNumber(0).describe(`${what} at the end of the stage.`),
      }),
    )
    .min(1, { error: 'At least one stage is needed.' })
    .describe(`Stages: each goes in a straight line to its target (${what.toLowerCase()}).`)
}

const executor = <Name extends string>(name: Name, description: string) => z.literal(name).describe(description)

export const executorSchema = z.discriminatedUnion('executor', [
  strict({
    executor: executor('constant-vus', 'A fixed number of virtual users iterate for a time.'),
    ...common,
    vus: count('Virtual users. Default 1.').exactOptional(),
    duration,
  }),
  strict({
    executor: executor('ramping-vus', 'The number of virtual users follows the stages.'),
    ...common,
    startVUs: count('Virtual users at the start. Default 1.', 0).exactOptional(),
    stages: stages('Virtual users'),
    gracefulRampDown: durationSchema
      .describe('How long an iteration may go on when its virtual user is ramped down. Default 30s.')
      .exactOptional(),
  }),
  strict({
    executor: executor('constant-arrival-rate', 'Iterations start at a fixed rate, however long they take.'),
    ...common,
    rate: count('Iterations started per timeUnit.'),
    timeUnit,
    duration,
    preAllocatedVUs,
    maxVUs,
  }),
  strict({
    executor: executor('ramping-arrival-rate', 'Iterations start at a rate that follows the stages.'),
    ...common,
    startRate: count('Iterations started per timeUnit at the start. Default 0.', 0).exactOptional(),
    timeUnit,
    stages: stages('Iterations started per timeUnit'),
    preAllocatedVUs,
    maxVUs,
  }),
  strict({
    executor: executor('shared-iterations', 'A number of iterations, shared by the virtual users.'),
    ...common,
    vus: count('Virtual users. Default 1.').exactOptional(),
    iterations: count('Iterations of all virtual users together. Default 1.').exactOptional(),
    maxDuration,
  }),
  strict({
    executor: executor('per-vu-iterations', 'Every virtual user runs a number of iterations.'),
    ...common,
    vus: count('Virtual users. Default 1.').exactOptional(),
    iterations: count('Iterations of each virtual user. Default 1.').exactOptional(),
    maxDuration,
  }),
  strict({
    executor: executor('externally-controlled', 'The number of virtual users is set while it runs.'),
    ...common,
    vus: count('Virtual users at the start.', 0),
    maxVUs: count('Most virtual users that may be set; by default vus.').exactOptional(),
    duration,
  }),
  strict({
    executor: executor(
      'breaking-point',
      'Raises the load until a threshold breaks, then narrows down to the highest that holds.',
    ),
    ...common,
    raise: z.enum(['vus', 'rate']).describe('What is raised: virtual users, or iterations per timeUnit.'),
    timeUnit,
    start: count('The first level.'),
    step: count('How much each level adds.'),
    max: count('The highest level that is tried.'),
    hold: positiveDurationSchema.describe('How long each level is held. Default 30s.').exactOptional(),
    breakAfter: positiveDurationSchema
      .describe('A threshold that fails for this long breaks the level. Default 10s.')
      .exactOptional(),
    precision: count(
      'Ends when the highest level that held and the lowest that broke are this close; by default a tenth of step.',
    ).exactOptional(),
    preAllocatedVUs: count(
      'With raise: rate, virtual users made before the start. Default: maxVUs.',
      0,
    ).exactOptional(),
    maxVUs: count(
      'With raise: rate, most virtual users it may use; needed there. With raise: vus it is max.',
    ).exactOptional(),
  }),
])

export type ExecutorInput = z.output<typeof executorSchema>
