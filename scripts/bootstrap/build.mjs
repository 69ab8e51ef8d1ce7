import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupProblem, lastLines } from './problem.mjs'

/**
 * @typedef {import('./system.mjs').System} System
 * @typedef {import('./report.mjs').Report} Report
 */

const BUILD_LIMIT_MS = 5 * 60_000
const SOURCES = ['src', 'package.json', 'package-lock.json', 'electron.vite.config.ts']
/** In out/: what it was built from. */
const STAMP = '.sources'

/**
 * Whether out/ was built from the sources as they are.
 * @param {string} root
 */
export function isBuilt(root) {
  const stamp = join(root, 'out', STAMP)
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root)
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
    // Beside its place and then swapped in: a program that starts meanwhile finds the old build whole.
    const out = join(root, 'out')
    const next = `${out}.next`
    const old = `${out}.old`
    const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const args = [cli, 'build', '--outDir', next]
    rmSync(next, { recursive: true, force: true })
    const result = await system.run(system.nodePath, args, { cwd: root, limitMs: BUILD_LIMIT_MS })
    if (result.code !== 0) {
      throw new SetupProblem(
        'The build failed.',
        'Its messages are above; `npm run build` repeats it.',
        lastLines(result),
      )
    }
    writeFileSync(join(next, STAMP), stamp)
    rmSync(old, { recursive: true, force: true })
    if (existsSync(out)) renameSync(out, old)
    renameSync(next, out)
    rmSync(old, { recursive: true, force: true })
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
