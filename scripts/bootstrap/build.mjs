import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupProblem, lastLines } from './problem.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 */

const BUILD_LIMIT_MS = 5 * 60_000
const SOURCES = ['src', 'package.json', 'package-lock.json', 'electron.vite.config.ts']

/** @param {string} root */
function stampFile(root) {
  return join(root, 'out', '.sources')
}

/**
 * Whether out/ was built from the sources as they are.
 * @param {string} root
 */
export function isBuilt(root) {
  return existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === stampOf(root)
}

/**
 * Builds into out/ unless it is up to date.
 * @param {System} system
 * @param {Report} report
 * @param {string} root
 */
export async function ensureBuilt(system, report, root) {
  if (isBuilt(root)) return
  await report.step('Building', async () => {
    const stamp = stampOf(root) // before the build: a file that is saved during it makes the next one
    rmSync(stampFile(root), { force: true })
    const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const result = await system.run(system.nodePath, [cli, 'build'], { cwd: root, limitMs: BUILD_LIMIT_MS })
    if (result.code !== 0) {
      throw new SetupProblem(
        'The build failed.',
        'Its messages are above; `npm run build` repeats it.',
        lastLines(result),
      )
    }
    writeFileSync(stampFile(root), stamp)
  })
}

/**
 * Changes when a source is added, removed or saved. Reads no contents: it is asked at every start.
 * @param {string} root
 */
function stampOf(root) {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((name) => filesIn(join(root, name)))) {
    const { mtimeMs, size } = statSync(file)
    hash.update(`${file} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
