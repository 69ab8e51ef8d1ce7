import { z } from 'zod'
import { durationSchema, strict } from './common.ts'

export const thresholdSchema = z
  .union(
    [
      z.string(),
      strict({
        threshold: z.string().describe('The expression, e.g. `p(95)<500`.'),
        abortOnFail: z.boolean().describe('Stop the run when it fails. Default false.').exactOptional(),
        delayAbortEval: durationSchema.describe('Do not stop for it before this time. Default 0s.').exactOptional(),
      }),
    ],
    { error: 'Expected an expression like `p(95)<500`, or { threshold, abortOnFail, delayAbortEval }.' },
  )
  .describe(
    'k6’s expression: p(95)<500, avg<200, rate<0.01, count>100; times are in milliseconds. Or relative to the baseline: p(95) < baseline + 10%, baseline - 50ms.',
  )
