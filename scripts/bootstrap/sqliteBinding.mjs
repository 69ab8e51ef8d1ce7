import { existsSync, readFileSync } from 'node:fs'
import { copyFile, cp, mkdir, rename, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { cacheFolder, cacheKey, keptFolder } from './cache.mjs'
import { SetupProblem, lastLines } from './problem.mjs'
import { COMPILER_PACKAGES, installPackages } from './systemPackages.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {import('./runtimeRecord.mjs').ElectronRuntime} ElectronRuntime
 */

/** better-sqlite3 is shipped compiled for this Node-API version. Older runtimes crash when they load it. */
const PREBUILT_NODE_API = 10
const COMPILE_LIMIT_MS = 20 * 60_000
const BINDING = 'better_sqlite3.node'

/** Lets one binary be compiled with the headers of any Node and be loaded by every runtime. */
const COMPILER_FLAGS = {
  CXXFLAGS:
    '-UNAPI_VERSION -DNAPI_VERSION=2147483647 -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT -fno-lto',
  LDFLAGS: '-fno-lto',
}

/** Opens a database in memory: proves that a runtime can load the binding given as argument. */
const TRIAL = `const Database = require('better-sqlite3')
const database = new Database(':memory:', { nativeBinding: process.argv[1] })
process.exit(database.prepare('select 42 as x').get().x === 42 ? 0 : 1)`

/**
 * Makes sure that Node, and Electron where given, can load SQLite: by the prebuilt binding when both are new enough, otherwise by
 * one compiled here, which the cache keeps.
 * @param {System} system
 * @param {Report} report
 * @param {string} root
 * @param {ElectronRuntime} [electron]
 */
export async function ensureSqliteBinding(system, report, root, electron) {
  if (isBindingReady(system, root, electron)) return
  const folder = packageFolder(root)
  const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  const kept = join(cacheFolder(system), cacheKey(system, 'better-sqlite3', version))
  await keptFolder(kept, (temporary) => compile(system, report, folder, temporary))
  await report.step('Putting the compiled SQLite binding in place', async () => {
    const binding = join(kept, BINDING)
    await tryBinding(system, root, binding, system.nodePath)
    if (electron !== undefined) await tryBinding(system, root, binding, electron.executable)
    const target = compiledFile(folder)
    await mkdir(dirname(target), { recursive: true })
    await copyFile(binding, `${target}.new`)
    await rename(`${target}.new`, target)
  })
}

/**
 * @param {System} system
 * @param {string} root
 * @param {ElectronRuntime} [electron]
 */
export function isBindingReady(system, root, electron) {
  const folder = packageFolder(root)
  if (existsSync(compiledFile(folder))) return true // better-sqlite3 prefers it to the prebuilt one
  const lowestNodeApi = Math.min(system.nodeApi, electron?.nodeApi ?? Infinity)
  return lowestNodeApi >= PREBUILT_NODE_API && existsSync(prebuiltFile(system, folder))
}

/** @param {string} root */
function packageFolder(root) {
  return join(root, 'node_modules', 'better-sqlite3')
}

/** @param {string} folder */
function compiledFile(folder) {
  return join(folder, 'build', 'Release', BINDING)
}

/**
 * @param {System} system
 * @param {string} folder
 */
function prebuiltFile({ platform, arch, isMusl }, folder) {
  return join(folder, 'prebuilds', `${platform}${isMusl ? 'musl' : ''}-${arch}.node`)
}

/**
 * @param {System} system
 * @param {Report} report
 * @param {string} source
 * @param {string} temporary
 */
async function compile(system, report, source, temporary) {
  await ensureCompiler(system, report)
  await report.step('Compiling the SQLite binding for this runtime (about 3 minutes, once)', async () => {
    const work = join(temporary, '.work')
    await cp(source, work, { recursive: true, filter: (path) => !/[\\/](build|prebuilds)$/.test(path) })
    const nodeModules = dirname(source)
    const headers = headersFolder(system)
    const result = await system.run(
      system.nodePath,
      [
        join(nodeModules, 'node-gyp', 'bin', 'node-gyp.js'),
        'rebuild',
        '--release',
        '--force_build=1',
        ...(headers === undefined ? [] : [`--nodedir=${headers}`]),
      ],
      {
        cwd: work,
        env: {
          ...COMPILER_FLAGS,
          JOBS: 'max',
          NODE_PATH: [nodeModules, system.env['NODE_PATH'] ?? ''].join(delimiter),
        },
        limitMs: COMPILE_LIMIT_MS,
      },
    )
    if (result.code !== 0) {
      throw new SetupProblem(
        'better-sqlite3 could not be compiled.',
        'With Node 22.14 or newer and the official Electron nothing has to be compiled.',
        lastLines(result),
      )
    }
    await rename(join(work, 'build', 'Release', BINDING), join(temporary, BINDING))
    await rm(work, { recursive: true })
  })
}

/**
 * @param {System} system
 * @param {Report} report
 */
async function ensureCompiler(system, report) {
  if (system.platform !== 'linux') return // node-gyp says what Windows and macOS lack
  const missing = ['g++', 'make', 'python3'].filter((program) => !system.hasProgram(program))
  if (missing.length === 0) return
  await installPackages(system, report, COMPILER_PACKAGES, `what compiles the SQLite binding (${missing.join(', ')})`)
}

/**
 * The prefix of Node's own headers; undefined where Node came without them and node-gyp has to fetch them.
 * @param {System} system
 */
export function headersFolder(system) {
  const prefix = dirname(dirname(system.nodePath))
  const candidates = [prefix, system.env['npm_config_nodedir'] ?? '']
  return candidates.find((folder) => folder !== '' && existsSync(join(folder, 'include', 'node', 'node_api.h')))
}

/**
 * @param {System} system
 * @param {string} root
 * @param {string} binding
 * @param {string} runtime
 */
async function tryBinding(system, root, binding, runtime) {
  const result = await system.run(runtime, ['-e', TRIAL, binding], {
    cwd: root,
    env: { ELECTRON_RUN_AS_NODE: '1' },
    limitMs: 30_000,
  })
  if (result.code === 0) return
  throw new SetupProblem(
    `${runtime} cannot load the SQLite binding (exit code ${result.code}).`,
    `Delete ${dirname(binding)} to have it compiled again.`,
    lastLines(result),
  )
}
