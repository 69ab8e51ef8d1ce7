import { z } from 'zod'
import { strict } from './common.ts'
import { thresholdSchema } from './thresholds.ts'

/** In a scenario: which file of targets it is held to. */
export const targetsKeySchema = z
  .string()
  .min(1)
  .max(1000)
  .describe(
    'A file of written targets that this scenario is held to as well, relative to this file; or one that ships with Headroom: mission.targets.yaml.',
  )

/** A file of written targets, `*.targets.yaml`, that several scenarios refer to. */
export const targetsFileSchema = strict({
  headroomTargets: z.literal(1).describe('Version of the file format: 1.'),
  name: z.string().min(1).max(200).describe('Name of these targets.'),
  source: z.string().min(1).max(1000).describe('Where they were written down, for who asks why.').exactOptional(),
  targets: z
    .array(
      strict({
        name: z.string().min(1).max(200).describe('What is promised, in words.'),
        thresholds: z
          .record(z.string(), z.array(thresholdSchema).min(1))
          .refine((thresholds) => Object.keys(thresholds).length > 0, { error: 'At least one entry is needed.' })
          .describe('Metric, or metric{tag:value} -> expressions that must hold.'),
      }),
    )
    .min(1, { error: 'At least one target is needed.' })
    .describe('The targets, in the order in which they are shown.'),
})

export type TargetsFileInput = z.output<typeof targetsFileSchema>
