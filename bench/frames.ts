import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ElectronApplication, Page } from '@playwright/test'
import { type WatchedFrames, framesText, watchFrames } from '../e2e/watchFrames.ts'
import { startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { median } from './rounds.ts'
import { startApp, startRun } from './startedApp.ts'

/**
 * How many frames the Live screen gets while the load is at full, beside an empty page in the same window under the same load, in
 * turns: what the machine itself leaves out, both leave out. `npm run bench:frames -- [--rounds 5] [--seconds 10]`; needs a display.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '10' } },
})
const rounds = Number(values.rounds)
const watchMs = Number(values.seconds) * 1000
/** Fonts, first drawing, compiled code. */
const SETTLE_MS = 3000

const folder = mkdtempSync(join(tmpdir(), 'headroom-frames-'))
const target = await startSampleTarget({ latencyScale: 0 })
const { app, page } = await startApp(folder)
try {
  // As many requests as the machine makes: 50 users without a pause.
  await startRun(page, scenarioText(target.url))
  const taken = { 'empty page': [] as WatchedFrames[], 'live screen': [] as WatchedFrames[] }
  for (let round = 0; round < rounds; round++) {
    await showEmptyPage(app)
    taken['empty page'].push(await watched(app, page))
    await showLive(app, page)
    taken['live screen'].push(await watched(app, page))
  }
  const rate = await page.getByTestId('tile-rate').textContent()
  for (const [name, all] of Object.entries(taken)) {
    for (const one of all) process.stdout.write(`${name.padEnd(12)} ${framesText(one)}\n`)
  }
  const frames = (all: readonly WatchedFrames[]): number => median(all.map(({ framesPerSecond }) => framesPerSecond))
  const [empty, live] = [frames(taken['empty page']), frames(taken['live screen'])]
  process.stdout.write(`load: ${rate ?? ''}\n`)
  process.stdout.write(
    `medians: empty page ${empty.toFixed(2)} frames/s, live screen ${live.toFixed(2)} frames/s, ratio ${(live / empty).toFixed(4)}\n`,
  )
} finally {
  await app.close()
  await target.close()
  rmSync(folder, { recursive: true, force: true })
}

async function watched(of: ElectronApplication, shown: Page): Promise<WatchedFrames> {
  await shown.waitForTimeout(SETTLE_MS)
  return watchFrames(of, shown, watchMs)
}

async function showEmptyPage(of: ElectronApplication): Promise<void> {
  await of.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('about:blank'))
}

/** The app's page loaded anew: it takes the history of the run that goes on from main. */
async function showLive(of: ElectronApplication, shown: Page): Promise<void> {
  await of.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.loadURL('app://bundle/index.html'))
  await shown.getByTestId('run-state').click()
  await shown.getByTestId('tile-p95').waitFor()
}

function scenarioText(baseUrl: string): string {
  return `headroom: 1
name: Frames
target: { baseUrl: '${baseUrl}' }
flows:
  look:
    - get: /api/health
      name: health
load:
  full: { executor: constant-vus, flow: look, vus: 50, duration: 30m }
thresholds:
  http_req_duration: ['p(95)<500']
  http_req_failed: ['rate<0.01']
`
}
