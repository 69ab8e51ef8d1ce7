import { SetupProblem } from './bootstrap/problem.mjs'

/**
 * Throws when the runtime may not be given to users.
 * @param {Pick<import('./bootstrap/runtimeRecord.mjs').ElectronRuntime, 'kind' | 'version'>} electron
 * @param {boolean} isDevelopmentAllowed
 */
export function checkPackable({ kind, version }, isDevelopmentAllowed) {
  if (kind !== 'fallback' || isDevelopmentAllowed) return
  throw new SetupProblem(
    `Electron ${version} is the development runtime: an old Electron without security updates.`,
    'Pack where the official Electron can be downloaded, or add `-- --allow-development-runtime` for a test that nobody is given.',
  )
}
