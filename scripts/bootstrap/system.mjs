import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * What the set-up knows of the machine, and its one way to start programs. Tests put their own in.
 *
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to the environment; undefined removes
 * @property {number} [limitMs] the program is killed after this time
 *
 * @typedef {{ code: number, stdout: string, stderr: string }} RunResult code is 127 when the program does not exist, 124 when it ran out of time
 *
 * @typedef {object} System
 * @property {NodeJS.Platform} platform
 * @property {string} arch
 * @property {Record<string, string | undefined>} env
 * @property {string} home
 * @property {boolean} isRoot
 * @property {string} nodePath
 * @property {string} nodeVersion
 * @property {number} nodeApi the highest Node-API version of this Node
 * @property {boolean} isMusl
 * @property {(command: string, args: string[], options?: RunOptions) => Promise<RunResult>} run
 * @property {(program: string) => boolean} hasProgram
 * @property {() => number} nowMs
 */

const FIVE_MINUTES_MS = 300_000

/** @returns {System} */
export function thisSystem() {
  const env = process.env
  return {
    platform: process.platform,
    arch: process.arch,
    env,
    home: homedir(),
    isRoot: process.getuid?.() === 0,
    nodePath: process.execPath,
    nodeVersion: process.versions.node,
    nodeApi: Number(process.versions['napi'] ?? 0),
    isMusl: process.platform === 'linux' && isMusl(),
    run: (command, args, options) => run(env, command, args, options),
    hasProgram: (program) =>
      (env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program))),
    nowMs: () => Date.now(),
  }
}

function isMusl() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return report.header?.glibcVersionRuntime === undefined
}

/**
 * @param {Record<string, string | undefined>} baseEnv
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
function run(baseEnv, command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...baseEnv, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a .cmd file on Windows, which only a shell starts.
      shell: process.platform === 'win32' && command === 'npm',
    })
    let stdout = ''
    let stderr = ''
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, options.limitMs ?? FIVE_MINUTES_MS)
    child.stdout.on('data', (data) => (stdout += data))
    child.stderr.on('data', (data) => (stderr += data))
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, stdout, stderr: String(error) })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: isLate ? 124 : (code ?? 1), stdout, stderr })
    })
  })
}
