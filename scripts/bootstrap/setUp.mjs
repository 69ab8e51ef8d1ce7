import { join } from 'node:path'
import { ensureBuilt, isBuilt } from './build.mjs'
import { cacheFolder } from './cache.mjs'
import { chosenRuntime, ensureElectron } from './electronRuntime.mjs'
import { withLock } from './lock.mjs'
import { arePackagesInstalled, ensurePackages } from './packages.mjs'
import { SetupProblem } from './problem.mjs'
import { createReport } from './report.mjs'
import { root } from './runtimeRecord.mjs'
import { ensureSqliteBinding, isBindingReady } from './sqliteBinding.mjs'
import { ensureLibraries, ensureVirtualDisplay, missingDisplayPrograms, missingLibraries } from './systemPackages.mjs'
import { thisSystem } from './system.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./runtimeRecord.mjs').ElectronRuntime} ElectronRuntime
 *
 * @typedef {object} Needs
 * @property {boolean} [electron] the app is going to be started
 * @property {boolean} [virtualDisplay] and on a virtual display
 */

/**
 * Gets what is missing of packages, Electron, SQLite binding and build. Quick when nothing is.
 * @param {Needs} needs
 * @param {{ output?: NodeJS.WritableStream, isSilentWhenReady?: boolean, system?: System }} [options] where the lines go: standard output unless given
 * @returns {Promise<{ electron: ElectronRuntime | undefined }>}
 */
export async function setUp(needs, options = {}) {
  const { output = process.stdout, isSilentWhenReady = false, system = thisSystem() } = options
  checkNode(system.nodeVersion)
  const report = createReport(output, system.nowMs)
  const startedAtMs = system.nowMs()
  if (await isReady(system, needs)) {
    const seconds = ((system.nowMs() - startedAtMs) / 1000).toFixed(1)
    if (!isSilentWhenReady) report.note(`Set-up: nothing is missing (${seconds} s)`)
    return { electron: needs.electron === true ? chosenRuntime(system, root) : undefined }
  }
  const lock = join(cacheFolder(system), 'set-up.lock')
  const onWait = (/** @type {number} */ pid) => report.note(`Waiting for the set-up of process ${pid} ...`)
  return await withLock(lock, () => steps(system, report, needs), { onWait })
}

/**
 * Looks without changing anything, so without the lock.
 * @param {System} system
 * @param {Needs} needs
 */
async function isReady(system, needs) {
  if (!arePackagesInstalled(root) || !isBuilt(root)) return false
  if (needs.virtualDisplay === true && missingDisplayPrograms(system).length > 0) return false
  if (needs.electron !== true) return isBindingReady(system, root)
  const electron = chosenRuntime(system, root)
  if (electron === undefined || !isBindingReady(system, root, electron)) return false
  return (await missingLibraries(system, electron.executable)).length === 0
}

/**
 * @param {System} system
 * @param {import('./report.mjs').Report} report
 * @param {Needs} needs
 */
async function steps(system, report, needs) {
  await ensurePackages(system, report, root)
  /** @type {ElectronRuntime | undefined} */
  let electron
  if (needs.electron === true) {
    electron = await ensureElectron(system, report, root, (executable) => ensureLibraries(system, report, executable))
  }
  if (needs.virtualDisplay === true) await ensureVirtualDisplay(system, report)
  await ensureSqliteBinding(system, report, root, electron)
  await ensureBuilt(system, report, root)
  return { electron }
}

/**
 * The versions of package.json's `engines`.
 * @param {string} version
 */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return
  throw new SetupProblem(
    `This is Node ${version}; Headroom needs 20.19 or newer, or 22.12 or newer.`,
    'Install a current Node: https://nodejs.org',
  )
}
