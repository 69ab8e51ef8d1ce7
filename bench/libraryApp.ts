import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Page, _electron } from '@playwright/test'
import { prepareLibrary } from './generatedRun.ts'

/**
 * The library at its full size in the app itself: from the click (or the last key) until the rows, or the first chart with its
 * data, are in the page. `npm run bench:library:app`; needs the built app (`npm run build`) and a display (Xvfb will do).
 */
const TIMES = 7
const profile = resolve(prepareLibrary(), '..')
const { executable } = JSON.parse(readFileSync(join('node_modules', '.headroom', 'electron.json'), 'utf8')) as {
  executable: string
}
const app = await _electron.launch({
  executablePath: executable,
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--log-level=3',
    `--user-data-dir=${profile}`,
    resolve('.'),
  ],
})
try {
  const page = await app.firstWindow()
  const row = (id: string): string => `[data-testid="run-row"][data-run="${id}"]`
  const chart = '[data-testid="chart-latency-table"]:not([data-rows="0"])'
  await page.getByTestId('nav-runs').waitFor()
  for (const [what, id, limitMs] of [
    ['list of 5,000', 'day', 100],
    ['run of 1 hour to its first chart', 'hour', 300],
    ['run of 24 hours to its first chart', 'day', 1000],
  ] as const) {
    const times: number[] = []
    for (let turn = 0; turn < TIMES; turn++) {
      await page.getByTestId('nav-home').click()
      if (what.startsWith('list')) times.push(await timeOf(page, '[data-testid="nav-runs"]', row(id)))
      else {
        await page.getByTestId('nav-runs').click()
        await page.locator(row(id)).waitFor()
        times.push(await timeOf(page, row(id), chart))
      }
    }
    tell(what, times, limitMs)
  }
} finally {
  await app.close()
}

/** Clicks in the page itself and looks each frame. */
function timeOf(page: Page, click: string, wanted: string): Promise<number> {
  return page.evaluate(
    ([button = '', awaited = '']) =>
      new Promise<number>((found) => {
        const from = performance.now()
        document.querySelector<HTMLElement>(button)?.click()
        const look = (): void => {
          if (document.querySelector(awaited) === null) requestAnimationFrame(look)
          else found(performance.now() - from)
        }
        requestAnimationFrame(look)
      }),
    [click, wanted],
  )
}

function tell(what: string, times: readonly number[], limitMs: number): void {
  const sorted = times.toSorted((one, other) => one - other)
  const [median = 0, slowest = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  if (slowest >= limitMs) process.exitCode = 1
  process.stdout.write(
    `${what}: median ${median.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms, limit ${limitMs} ms${slowest < limitMs ? '' : ' EXCEEDED'}\n`,
  )
}
