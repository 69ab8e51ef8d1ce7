import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasDisplay } from './bootstrap/display.mjs'
import { runInForeground } from './bootstrap/foreground.mjs'
import { root, runtimeEnvironment } from './bootstrap/runtimeRecord.mjs'

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @typedef {'unit' | 'integration' | 'e2e'} Part
 */

/** @type {readonly Part[]} */
export const PARTS = ['unit', 'integration', 'e2e']

/**
 * Runs parts of the tests and counts.
 * @param {readonly Part[]} parts
 * @param {import('./bootstrap/system.mjs').System} system
 * @param {import('./bootstrap/runtimeRecord.mjs').ElectronRuntime | undefined} electron needed by e2e
 * @returns {Promise<Count>}
 */
export async function runTests(parts, system, electron) {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-tests-'))
  try {
    /** @type {Count[]} */
    const counts = []
    const projects = parts.filter((part) => part !== 'e2e')
    if (projects.length > 0) counts.push(await runVitest(projects, folder))
    if (parts.includes('e2e') && electron !== undefined) counts.push(await runPlaywright(system, electron, folder))
    return sum(counts)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {readonly Count[]} counts */
export function sum(counts) {
  return counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), {
    passed: 0,
    failed: 0,
  })
}

/**
 * @param {readonly Part[]} projects
 * @param {string} folder
 */
async function runVitest(projects, folder) {
  const file = join(folder, 'vitest.json')
  const code = await runInForeground(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: root },
  )
  return vitestCount(readJson(file), code)
}

/**
 * @param {import('./bootstrap/system.mjs').System} system
 * @param {import('./bootstrap/runtimeRecord.mjs').ElectronRuntime} electron
 * @param {string} folder
 */
async function runPlaywright(system, electron, folder) {
  const file = join(folder, 'playwright.json')
  const code = await startPlaywright(system, electron, ['--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  })
  return playwrightCount(readJson(file), code)
}

/**
 * Runs Playwright on the app, on a display of its own where there is none.
 * @param {import('./bootstrap/system.mjs').System} system
 * @param {import('./bootstrap/runtimeRecord.mjs').ElectronRuntime} electron
 * @param {readonly string[]} options
 * @param {Record<string, string>} [environment]
 * @returns {Promise<number>} its exit code
 */
export async function startPlaywright(system, electron, options, environment = {}) {
  const command = [process.execPath, join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...options]
  const [program = '', ...args] = hasDisplay(system)
    ? command
    : ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24', ...command]
  return await runInForeground(program, args, {
    cwd: root,
    env: { ...runtimeEnvironment(electron), ELECTRON_RUN_AS_NODE: undefined, ...environment },
  })
}

/**
 * A runner that crashed, found no test, or failed outside of its tests counts as one failure, so that it cannot pass unseen.
 * @param {unknown} report vitest's JSON report; undefined when there is none
 * @param {number} exitCode
 * @returns {Count}
 */
export function vitestCount(report, exitCode) {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    testResults = [],
  } = /** @type {{ numPassedTests?: number, numFailedTests?: number, testResults?: { status: string, assertionResults: unknown[] }[] }} */ (
    report ?? {}
  )
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  return withCrash({ passed: numPassedTests, failed: numFailedTests + brokenFiles }, exitCode)
}

/**
 * @param {unknown} report Playwright's JSON report; undefined when there is none
 * @param {number} exitCode
 * @returns {Count}
 */
export function playwrightCount(report, exitCode) {
  const { stats = {}, errors = [] } =
    /** @type {{ stats?: { expected?: number, unexpected?: number, flaky?: number }, errors?: unknown[] }} */ (
      report ?? {}
    )
  const failed = (stats.unexpected ?? 0) + (stats.flaky ?? 0) + errors.length
  return withCrash({ passed: stats.expected ?? 0, failed }, exitCode)
}

/**
 * @param {Count} count
 * @param {number} exitCode
 */
function withCrash(count, exitCode) {
  const isCrash = exitCode !== 0 || count.passed + count.failed === 0
  return isCrash ? { ...count, failed: Math.max(1, count.failed) } : count
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
