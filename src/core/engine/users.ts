import type { ExecutorConfig, Scenario } from '../../shared/scenario/types.ts'

/** Most virtual users that an executor has over all workers. */
export function mostUsers(config: ExecutorConfig): number {
  switch (config.executor) {
    case 'ramping-vus':
      return config.stages.reduce((most, stage) => Math.max(most, stage.target), config.startVUs)
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
    case 'externally-controlled':
      return config.maxVUs
    case 'breaking-point':
      return Math.max(config.max, config.maxVUs)
    default:
      return config.vus
  }
}

/** The number before each executor's first virtual user, so that numbers are unique over all executors of a run. */
export function userOffsets(load: Scenario['load']): Record<string, number> {
  let next = 0
  return Object.fromEntries(
    Object.entries(load).map(([name, config]) => {
      const offset = next
      next += mostUsers(config)
      return [name, offset]
    }),
  )
}
