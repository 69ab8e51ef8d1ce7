import type { ExecutorConfig } from '../../../shared/scenario/types.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import { breakingPoint } from './breaking-point.ts'
import { constantArrivalRate } from './constant-arrival-rate.ts'
import { constantVUs } from './constant-vus.ts'
import { externallyControlled } from './externally-controlled.ts'
import { perVUIterations } from './per-vu-iterations.ts'
import { rampingArrivalRate } from './ramping-arrival-rate.ts'
import { rampingVUs } from './ramping-vus.ts'
import { sharedIterations } from './shared-iterations.ts'

/**
 * One executor's share in this worker, not yet started. Its numbers (VUs, rates, also those of `control`) are those over
 * all workers; the segment says which part is this worker's.
 */
export function createExecutor(config: ExecutorConfig, context: ExecutorContext): ExecutorRun {
  switch (config.executor) {
    case 'shared-iterations':
      return sharedIterations(config, context)
    case 'per-vu-iterations':
      return perVUIterations(config, context)
    case 'constant-vus':
      return constantVUs(config, context)
    case 'ramping-vus':
      return rampingVUs(config, context)
    case 'constant-arrival-rate':
      return constantArrivalRate(config, context)
    case 'ramping-arrival-rate':
      return rampingArrivalRate(config, context)
    case 'externally-controlled':
      return externallyControlled(config, context)
    case 'breaking-point':
      return breakingPoint(config, context)
  }
}
