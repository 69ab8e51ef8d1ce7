import { HeadroomError } from '../../shared/errors.ts'
import type { ExecutorConfig, Scenario } from '../../shared/scenario/types.ts'
import type { Segment } from './protocol.ts'
import { mostUsers } from './users.ts'

/** What a worker has open besides its connections. */
const RESERVE = 100

/** How many files and sockets this process may have open; undefined where the system does not tell (Windows has no such limit). */
export function openFilesLimit(): number | undefined {
  const { report } = process
  // Otherwise the report looks up the names of this machine's addresses, which takes seconds on some networks.
  if ('excludeNetwork' in report) report.excludeNetwork = true
  const { userLimits } = report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } }
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : undefined
}

/**
 * Whether this worker can open a connection for each of its users.
 * @returns a warning when an open model might need more than there are, which shows only while it runs
 * @throws HeadroomError OPEN_FILES_LIMIT when an executor is sure to need more
 */
export function checkOpenFiles(load: Scenario['load'], segment: Segment, limit: number): string | undefined {
  const room = limit - RESERVE
  const share = (users: number): number => Math.ceil(users / segment.count)
  const configs = Object.values(load)
  const needed = Math.max(
    0,
    ...configs.filter((config) => !isOpenModel(config)).map((config) => share(mostUsers(config))),
  )
  const message = (users: number): string =>
    `A load worker may open ${limit} files, and its ${users} virtual users need as many connections.`
  if (needed > room) {
    throw new HeadroomError({
      code: 'OPEN_FILES_LIMIT',
      message: message(needed),
      hint: `Raise the limit (ulimit -n ${needed + RESERVE}), use more workers, or fewer virtual users.`,
    })
  }
  const possible = configs.reduce((sum, config) => sum + share(mostUsers(config)), 0)
  return possible > room ? `${message(possible)} Those that find none fail with "too many open files".` : undefined
}

function isOpenModel(config: ExecutorConfig): boolean {
  return config.executor === 'constant-arrival-rate' || config.executor === 'ramping-arrival-rate' || 'raise' in config
}
