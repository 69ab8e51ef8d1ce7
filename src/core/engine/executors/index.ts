import type { ExecutorConfig } from '../../../shared/scenario/types.ts'
import type { ExecutorContext, ExecutorRun } from '../virtualUser.ts'
import { constantVUs } from './constant-vus.ts'
import { perVUIterations } from './per-vu-iterations.ts'
import { rampingVUs } from './ramping-vus.ts'
import { sharedIterations } from './shared-iterations.ts'

/** One executor's share in this worker, not yet started. */
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
    default:
      throw new Error(`${config.executor} comes with the next commit`)
  }
}
