import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call, scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'

const WATCHED_MS = 20_000

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget({ latencyScale: 0 })
})
test.afterAll(() => target.close())

interface Watched {
  longTasks: number[]
  frames: number[]
}

test('the live screen stays smooth while the load is at full', async ({ app, page }) => {
  test.setTimeout(120_000)
  // As many requests as the machine makes: 50 users without a pause.
  const text = scenarioText(target.url, '10m').replace('vus: 2', 'vus: 50').replace('    - think: 20ms\n', '')
  const { runId } = await call(page, 'startRun', { text })
  await page.getByTestId('nav-live').click()
  await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
  const rendererCpu = () =>
    app.evaluate(
      ({ app: electron, BrowserWindow }) =>
        electron
          .getAppMetrics()
          .find(({ pid }) => pid === BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())?.cpu
          .percentCPUUsage ?? 0,
    )
  await page.waitForTimeout(2000)
  await rendererCpu()
  const { longTasks, frames } = await page.evaluate(
    (watchedMs) =>
      new Promise<Watched>((resolve) => {
        const found: Watched = { longTasks: [], frames: [] }
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) found.longTasks.push(duration)
        })
        observer.observe({ type: 'longtask' })
        const startedAt = performance.now()
        let before = startedAt
        const onFrame = (now: number): void => {
          found.frames.push(now - before)
          before = now
          if (now - startedAt < watchedMs) {
            requestAnimationFrame(onFrame)
            return
          }
          observer.disconnect()
          resolve(found)
        }
        requestAnimationFrame(onFrame)
      }),
    WATCHED_MS,
  )
  // Since the question before: of these seconds alone.
  const cpu = await rendererCpu()
  const { points } = (await call(page, 'liveRun', undefined)) ?? { points: [] }
  await call(page, 'abortRun', { runId })
  const rates = points.slice(-15).map(({ requestRate }) => requestRate)
  const rate = rates.reduce((sum, each) => sum + each, 0) / Math.max(1, rates.length)
  const framesPerSecond = frames.length / (WATCHED_MS / 1000)
  const sorted = frames.toSorted((a, b) => a - b)
  const worst = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)
  console.log(
    `live screen at ${Math.round(rate)} req/s: ${framesPerSecond.toFixed(1)} frames/s, frame gaps P50 ${worst(0.5)} ms, P99 ${worst(0.99)} ms, ` +
      `max ${worst(1)} ms; long tasks (50 ms and more): ${longTasks.length}; renderer CPU ${cpu.toFixed(1)} %`,
  )
  expect(rate).toBeGreaterThan(500)
  expect(longTasks).toEqual([])
})
