import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupProblem, lastLines } from './problem.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {{ version?: string, optional?: boolean, resolved?: string, integrity?: string }} LockedPackage
 */

const INSTALL_LIMIT_MS = 20 * 60_000

/**
 * Installs the packages unless node_modules holds what the lock file says.
 * @param {System} system
 * @param {Report} report
 * @param {string} root
 */
export async function ensurePackages(system, report, root) {
  if (arePackagesInstalled(root)) return
  await report.step('Installing the packages of package-lock.json', async () => {
    const result = await system.run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: root,
      limitMs: INSTALL_LIMIT_MS,
    })
    if (result.code === 0) return
    throw new SetupProblem(
      'npm could not install the packages.',
      'Check the network (or the registry that npm is set to) and run the command again.',
      lastLines(result),
    )
  })
}

/**
 * npm leaves a lock file of its own in node_modules as the last thing that it does. Where every package in it has the version of
 * package-lock.json, and only optional ones (other platforms' binaries) are left out, there is nothing to do.
 * @param {string} root
 */
export function arePackagesInstalled(root) {
  const locked = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (locked === undefined || installed === undefined) return false
  return Object.entries(locked).every(([path, entry]) => {
    const found = installed[path]
    if (path === '' || (found === undefined && entry.optional === true)) return true
    return found !== undefined && found.version === entry.version
  })
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
