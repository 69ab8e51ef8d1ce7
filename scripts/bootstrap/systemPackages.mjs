import { SetupProblem, lastLines } from './problem.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 */

/** The Debian packages that bring everything Electron loads, fonts included. */
const LIBRARY_PACKAGES = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2', 'fonts-dejavu-core']
const DISPLAY_PACKAGES = ['xvfb', 'xauth']
export const COMPILER_PACKAGES = ['g++', 'make', 'python3']

const APT_LIMIT_MS = 15 * 60_000

/**
 * Makes sure that the executable finds its shared libraries (Linux; elsewhere they are part of the system).
 * @param {System} system
 * @param {Report} report
 * @param {string} executable
 */
export async function ensureLibraries(system, report, executable) {
  const missing = await missingLibraries(system, executable)
  if (missing.length === 0) return
  await installPackages(system, report, LIBRARY_PACKAGES, `shared libraries of Electron (${missing.join(', ')})`)
}

/**
 * Makes sure that there is a virtual display for tests (Linux).
 * @param {System} system
 * @param {Report} report
 */
export async function ensureVirtualDisplay(system, report) {
  const missing = missingDisplayPrograms(system)
  if (missing.length === 0) return
  await installPackages(system, report, DISPLAY_PACKAGES, `a virtual display (${missing.join(', ')})`)
}

/** @param {System} system */
export function missingDisplayPrograms(system) {
  if (system.platform !== 'linux') return []
  return ['Xvfb', 'xvfb-run', 'xauth'].filter((program) => !system.hasProgram(program))
}

/**
 * @param {System} system
 * @param {string} executable
 * @returns {Promise<string[]>} names such as libgtk-3.so.0
 */
export async function missingLibraries(system, executable) {
  if (system.platform !== 'linux') return []
  const result = await system.run('ldd', [executable], { limitMs: 30_000 })
  const names = [...result.stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => String(match[1]))
  return [...new Set(names)]
}

/**
 * Installs Debian packages as root; otherwise stops with the exact command.
 * @param {System} system
 * @param {Report} report
 * @param {string[]} packages
 * @param {string} purpose
 */
export async function installPackages(system, report, packages, purpose) {
  if (!system.hasProgram('apt-get')) {
    throw new SetupProblem(
      `This system lacks ${purpose}.`,
      `Install what Debian calls ${packages.join(', ')} with the system's package manager, then run the command again.`,
    )
  }
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (!system.isRoot) {
    throw new SetupProblem(
      `This system lacks ${purpose}.`,
      `Run this, then the command again:\n\n  sudo sh -c '${command}'\n`,
    )
  }
  await report.step(`Installing ${purpose} with apt`, async () => {
    const result = await system.run('sh', ['-c', command], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      limitMs: APT_LIMIT_MS,
    })
    if (result.code !== 0) {
      throw new SetupProblem('apt could not install the packages.', `The command was: ${command}`, lastLines(result))
    }
  })
}
