import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { call } from '../e2e/api.ts'
import type { ExportFormat } from '../src/shared/exportFormats.ts'
import { LIBRARY, prepareLibrary } from './generatedRun.ts'
import { type MainDelay, startMainDelay } from './mainDelay.ts'
import { clickToPainted, keyToPainted } from './painted.ts'
import { startApp } from './startedApp.ts'

/**
 * The library at its full size in the app itself: from the click (or the key) until the frame with the rows, or with the curve of the first
 * chart, is out; then how long the main process is kept from its events by each work on the library.
 * `npm run bench:library:app`; needs the built app (`npm run build`) and a display (Xvfb will do).
 */
const STARTS = 3
const OPENS = 5
const LIMITS_MS = { list: 100, hour: 300, day: 1000, loop: 50 }
const CHART = 'latency'
/** Each key finds another number of runs. */
const SEARCHES = ['49871', '1234']

const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-library-'))
const file = join(folder, 'headroom.db')
cpSync(prepareLibrary(), file)
process.stdout.write(
  `${LIBRARY.runs} runs, one of an hour, one of a day: ${(statSync(file).size / 1e6).toFixed(0)} MB\n`,
)
try {
  await measureScreens()
  await measureMainProcess()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Cold: the first of its kind since the app started. Warm: all later ones. */
async function measureScreens(): Promise<void> {
  const times = new Map<string, number[]>()
  const note = (what: string, timeMs: number): void => {
    times.set(what, [...(times.get(what) ?? []), timeMs])
  }
  for (let start = 0; start < STARTS; start++) {
    const { app, page } = await startApp(folder)
    try {
      const temper = (turn: number): string => (turn === 0 ? 'cold' : 'warm')
      for (let turn = 0; turn < OPENS; turn++) {
        note(`list, ${temper(turn)}`, await clickToPainted(page, '[data-testid="nav-runs"]', rowOf('day')))
        await go(page, 'home')
      }
      await go(page, 'runs')
      for (const text of SEARCHES) {
        for (let length = 1; length <= text.length; length++) {
          const { total } = await call(page, 'listRuns', { limit: 1, offset: 0, search: text.slice(0, length) })
          note('search, per key', await keyToPainted(page, text.charAt(length - 1), total))
        }
        await page.getByTestId('runs-search').fill('')
        await page.locator(rowOf('day')).waitFor()
      }
      for (const id of ['hour', 'day']) {
        for (let turn = 0; turn < OPENS; turn++) {
          note(`run of 1 ${id}, ${temper(turn)}`, await clickToPainted(page, rowOf(id), CHART))
          await go(page, 'runs')
          await page.locator(rowOf(id)).waitFor()
        }
      }
    } finally {
      await app.close()
    }
  }
  for (const [what, all] of times) {
    const limitMs = what.includes('hour') ? LIMITS_MS.hour : what.includes('day') ? LIMITS_MS.day : LIMITS_MS.list
    tell(what, all, limitMs)
  }
}

/** The longest that events of the main process waited while the library works. */
async function measureMainProcess(): Promise<void> {
  const { app, page } = await startApp(folder)
  try {
    const delay = await startMainDelay(app)
    const exported = join(folder, 'hour.headroom-run')
    const chosen = Array.from({ length: 500 }, (_, index) => `run-${index}`)
    const works: readonly [what: string, work: () => Promise<unknown>][] = [
      ['nothing, for 2 s', () => page.waitForTimeout(2000)],
      ['a page of the list', () => call(page, 'listRuns', { limit: 500, offset: 4000 })],
      ['opening a run of 1 hour', () => call(page, 'getRun', { runId: 'hour' })],
      ['opening a run of 24 hours', () => call(page, 'getRun', { runId: 'day' })],
      ['heat map of 24 hours', () => call(page, 'heatMap', { runId: 'day' })],
      ['replay of 1 hour', () => call(page, 'replayFrames', { runId: 'hour' })],
      ['export of 1 hour as a run', () => exportTo(app, page, exported, 'run')],
      ['export of 1 hour as HTML', () => exportTo(app, page, join(folder, 'hour.html'), 'html')],
      ['export of 1 hour as JSON', () => exportTo(app, page, join(folder, 'hour.json'), 'json')],
      ['backup', () => backUp(app, page, join(folder, 'copy', 'copy.db'))],
      ['integrity check', () => call(page, 'checkDatabase', undefined)],
      ['deleting 500 runs', () => call(page, 'deleteRuns', { runIds: chosen })],
      ['taking that back', () => call(page, 'restoreRuns', { runIds: chosen })],
      ['purging a run of 1 hour', () => purge(page, 'hour')],
      ['importing a run of 1 hour', () => importFrom(app, page, exported)],
    ]
    for (const [what, work] of works) {
      const from = performance.now()
      await delay.reset()
      await work()
      tellDelay(what, performance.now() - from, await delay.read())
    }
  } finally {
    await app.close()
  }
}

async function go(page: Page, screen: 'home' | 'runs'): Promise<void> {
  await page.getByTestId(`nav-${screen}`).dispatchEvent('click')
  await page.getByTestId(screen === 'home' ? 'run-demo' : 'runs-count').waitFor()
}

function rowOf(id: string): string {
  return `[data-testid="run-row"][data-run="${id}"]`
}

async function exportTo(app: ElectronApplication, page: Page, to: string, format: ExportFormat): Promise<void> {
  await answerDialogs(app, to)
  await call(page, 'exportRuns', { runIds: ['hour'], format })
}

async function backUp(app: ElectronApplication, page: Page, to: string): Promise<void> {
  mkdirSync(dirname(to), { recursive: true })
  await answerDialogs(app, to)
  await call(page, 'backUpDatabase', undefined)
}

async function purge(page: Page, run: string): Promise<void> {
  await call(page, 'deleteRuns', { runIds: [run] })
  await call(page, 'purgeRuns', undefined)
}

async function importFrom(app: ElectronApplication, page: Page, from: string): Promise<void> {
  await answerDialogs(app, from)
  await call(page, 'importRuns', undefined)
}

async function answerDialogs(app: ElectronApplication, place: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] })
  }, place)
}

function tell(what: string, times: readonly number[], limitMs: number): void {
  const sorted = times.toSorted((one, other) => one - other)
  const [median = 0, slowest = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  if (slowest >= limitMs) process.exitCode = 1
  process.stdout.write(
    `${what}: median ${median.toFixed(0)} ms, slowest of ${times.length} ${slowest.toFixed(0)} ms, limit ${limitMs} ms${slowest < limitMs ? '' : ' EXCEEDED'}\n`,
  )
}

function tellDelay(what: string, tookMs: number, { maxMs, p99Ms }: MainDelay): void {
  if (maxMs >= LIMITS_MS.loop) process.exitCode = 1
  process.stdout.write(
    `main process during ${what} (${tookMs.toFixed(0)} ms): events waited at most ${maxMs.toFixed(1)} ms, P99 ${p99Ms.toFixed(1)} ms${maxMs < LIMITS_MS.loop ? '' : ' EXCEEDED'}\n`,
  )
}
