import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The Electron that this clone runs on, as the set-up left it in node_modules.
 *
 * @typedef {object} ElectronRuntime
 * @property {'override' | 'official' | 'fallback'} kind
 * @property {string} dist its folder
 * @property {string} executable
 * @property {string} version
 * @property {number} nodeApi its highest Node-API version
 * @property {string} wantedVersion the electron package's version when this was chosen
 * @property {number} chosenAtMs
 */

export const root = join(import.meta.dirname, '..', '..')

/** @param {string} folder root of the clone */
function recordFile(folder) {
  return join(folder, 'node_modules', '.headroom', 'electron.json')
}

/**
 * @param {string} [folder] root of the clone
 * @returns {ElectronRuntime | undefined} undefined before the first set-up
 */
export function readRuntime(folder = root) {
  try {
    return JSON.parse(readFileSync(recordFile(folder), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * @param {string} folder root of the clone
 * @param {ElectronRuntime} runtime
 */
export function writeRuntime(folder, runtime) {
  const file = recordFile(folder)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(runtime, null, 2))
  renameSync(`${file}.new`, file)
}

/**
 * The environment in which electron-vite, Playwright and electron-builder find the runtime.
 * @param {ElectronRuntime} runtime
 */
export function runtimeEnvironment(runtime) {
  return { ELECTRON_OVERRIDE_DIST_PATH: runtime.dist, ELECTRON_EXEC_PATH: runtime.executable }
}
