import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { root } from '../scripts/bootstrap/runtimeRecord.mjs'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import type { Answer, LiveRun } from '../src/shared/ipc.ts'
import { unpackPoints } from '../src/shared/packedPoints.ts'
import { answerDialogs, call, scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget()
})
test.afterAll(() => target.close())

/** Starts a long run and waits until some of its seconds are closed. */
async function longRun(page: Page): Promise<string> {
  const { runId } = await call(page, 'startRun', { text: scenarioText(target.url, '10m') })
  await expect.poll(async () => (await live(page)).points.length, { timeout: 20_000 }).toBeGreaterThan(2)
  return runId
}

async function live(page: Page): Promise<LiveRun> {
  const run = await call(page, 'liveRun', undefined)
  if (run === null) throw new Error('No run goes on.')
  return run
}

/** Process numbers of the app's load workers. */
function workers(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ name }) => name?.startsWith('load worker') === true)
      .map(({ pid }) => pid),
  )
}

test('a killed load worker is reported at once, and the results are kept', async ({ app, page }) => {
  const runId = await longRun(page)
  const pids = await workers(app)
  expect(pids.length).toBeGreaterThan(0)
  const killedAt = Date.now()
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await expect
    .poll(async () => (await live(page)).events.some(({ kind, level }) => kind === 'worker' && level === 'error'), {
      intervals: [50],
      timeout: 3000,
    })
    .toBe(true)
  expect(Date.now() - killedAt).toBeLessThan(2000)
  await expect.poll(async () => (await live(page)).tick.phase, { timeout: 15_000 }).toBe('finished')
  const { summary, points } = await call(page, 'getRun', { runId })
  expect(summary.run.status).toBe('error')
  expect(points.count).toBeGreaterThan(2)
})

test('a run goes on when the page crashes, and the page comes back to it', async ({ app, page }) => {
  const runId = await longRun(page)
  // Playwright gives a crashed page up; from here on main is asked what its window shows. A page that dies while it is asked
  // never answers, so the question waits no longer than a second.
  const inPage = (code: string): Promise<unknown> =>
    app.evaluate(
      ({ BrowserWindow }, text) =>
        Promise.race([
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text),
          new Promise((_resolve, reject) => setTimeout(() => reject(new Error('The page does not answer.')), 1000)),
        ]),
      code,
    )
  const pageProcess = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  )
  if (pageProcess === undefined) throw new Error('The app has no window.')
  process.kill(pageProcess, 'SIGKILL')
  // What is asked of a page that is going or coming has no answer: the question is put again until the page is back.
  const shown = `document.querySelector('[data-testid="run-state"]').textContent`
  await expect(async () => expect(await inPage(shown)).toContain('Two users')).toPass({ timeout: 30_000 })
  const answer = (await inPage('window.headroom.liveRun()')) as Answer<LiveRun>
  if (!answer.ok) throw new Error(answer.error.message)
  expect(answer.value.tick).toMatchObject({ runId, phase: 'running' })
  expect(answer.value.points.map(({ second }) => second)).toEqual(answer.value.points.map((_point, index) => index))
})

test('quitting asks, ends the run and keeps its results', async ({ launch }) => {
  const app = await launch()
  const page = await app.firstWindow()
  const runId = await longRun(page)

  await answerDialogs(app, 1)
  await app.evaluate(({ app: electron }) => electron.quit())
  expect((await live(page)).tick.phase).toBe('running')

  await answerDialogs(app, 0)
  await app.close()
  const again = await launch()
  const { summary } = await call(await again.firstWindow(), 'getRun', { runId })
  expect(summary.run.status).toBe('aborted')
  expect(summary.metrics['http_reqs']?.type === 'counter' && summary.metrics['http_reqs'].count).toBeGreaterThan(10)
})

test('a run whose app was killed is found and closed at the next start', async ({ launch }) => {
  const app = await launch()
  const runId = await longRun(await app.firstWindow())
  const closed = app.waitForEvent('close')
  app.process().kill('SIGKILL')
  await closed
  const page = await (await launch()).firstWindow()
  const { summary, points } = await call(page, 'getRun', { runId })
  expect(summary.run.status).toBe('interrupted')
  expect(points.count).toBeGreaterThan(2)
})

test('a run of the command line appears in the open app', async ({ page, profile }, info) => {
  await page.getByTestId('nav-runs').click()
  const file = info.outputPath('two.headroom.yaml')
  writeFileSync(file, scenarioText(target.url, '2s'))
  const child = spawn(
    process.execPath,
    [join(root, 'out', 'main', 'cli.js'), 'run', file, '--quiet', '--db', join(profile, 'headroom.db')],
    { stdio: 'inherit' },
  )
  await expect(page.getByTestId('run-row').first()).toHaveAttribute('data-status', 'running', { timeout: 15_000 })
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  await expect(page.getByTestId('run-row').first()).toHaveAttribute('data-status', 'passed')
})

test('a terminal controls a run of the app', async ({ page }) => {
  const text = scenarioText(target.url, '1m')
  const load = 'executor: externally-controlled, flow: look, vus: 1, maxVUs: 9'
  const { runId } = await call(page, 'startRun', {
    text: text.replace('executor: constant-vus, flow: look, vus: 2', load),
  })
  const child = spawn(
    process.execPath,
    [join(root, 'out', 'main', 'cli.js'), 'control', runId, '--executor', 'two', '--vus', '7'],
    { stdio: 'inherit' },
  )
  expect(await once(child, 'exit')).toEqual([0, null])
  await expect.poll(async () => (await live(page)).points.at(-1)?.vus, { timeout: 10_000 }).toBe(7)
})

test('150 virtual users for 30 s: no second is missing, and main stays free', async ({ page }) => {
  test.setTimeout(120_000)
  const text = scenarioText(target.url, '30s')
    .replace('vus: 2', 'vus: 150')
    .replace('think: 20ms', 'think: 500ms..1500ms')
  const { runId } = await call(page, 'startRun', { text })
  await page.getByTestId('nav-live').click()
  await expect.poll(async () => (await live(page)).tick.phase, { timeout: 60_000, intervals: [1000] }).toBe('finished')
  const { summary, points } = await call(page, 'getRun', { runId })
  const seconds = unpackPoints(points)
  expect(seconds.map(({ second }) => second)).toEqual(seconds.map((_point, index) => index))
  expect(seconds.length).toBeGreaterThanOrEqual(30)
  expect(seconds.slice(2, 29).every(({ requestRate, vus }) => requestRate > 0 && vus === 150)).toBe(true)
  expect(summary.load.cpuShareMax).toBeGreaterThan(0)
  expect(summary.load.loopDelayP99Ms).toBeGreaterThan(0)
  expect(summary.load.coordinatorLoopDelayP99Ms).toBeLessThan(50)
})

test('the renderer gets nothing but the contract', async ({ page }) => {
  const found = await page.evaluate(() => ({
    globals: ['require', 'process', 'Buffer', 'ipcRenderer'].filter((name) => name in window),
    opened: window.open('https://example.com') !== null,
  }))
  expect(found).toEqual({ globals: [], opened: false })
  await expect(call(page, 'readScenario', { file: '/etc/hostname' })).rejects.toThrow('FILE_UNKNOWN')
  await expect(call(page, 'getRun', { runId: 7 as never })).rejects.toThrow('IPC_REQUEST')
})
