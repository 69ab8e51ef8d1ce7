import { z } from 'zod'
import type { PreflightReport } from '../preflight.ts'
import { call } from './call.ts'

export const PREFLIGHT_CALLS = {
  /** Looks at the target before a run of this text; rejects as `startRun` would when the scenario is not valid. */
  preflight: call<PreflightReport>()(
    z.object({ text: z.string().max(5_000_000), file: z.string().max(4096).optional(), short: z.boolean().optional() }),
  ),
}
