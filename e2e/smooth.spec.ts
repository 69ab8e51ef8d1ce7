import type { Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call, scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'
import { framesText, watchFrames } from './watchFrames.ts'

const WATCHED_MS = 20_000
const LONG_TASK_MS = 50
/** Of a core; a screen that draws in every frame takes several times that. */
const MOST_CPU_PERCENT = 25

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget({ latencyScale: 0 })
})
test.afterAll(() => target.close())

/** Counts from now on how often each chart is drawn: Chart.js clears its canvas each time. */
async function countDrawings(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const drawn = new Map<unknown, number>()
    const { prototype } = CanvasRenderingContext2D
    const clear: (...area: number[]) => void = Reflect.get(prototype, 'clearRect')
    prototype.clearRect = function counted(...area) {
      drawn.set(this.canvas, (drawn.get(this.canvas) ?? 0) + 1)
      clear.apply(this, area)
    }
    Object.assign(window, { drawn })
  })
  return () => page.evaluate(() => [...(window as unknown as { drawn: Map<unknown, number> }).drawn.values()])
}

const pointsOf = async (page: Page) => (await call(page, 'liveRun', undefined))?.points ?? []

/** What is asserted is what was done and the CPU that it took, not when: that depends on what else the machine does. */
test('the live screen stays smooth while the load is at full', async ({ app, page }) => {
  test.setTimeout(120_000)
  // As many requests as the machine makes: 50 users without a pause.
  const text = scenarioText(target.url, '10m').replace('vus: 2', 'vus: 50').replace('    - think: 20ms\n', '')
  // Not while the page itself still loads: it would wait behind the load.
  await expect(page.getByTestId('nav-live')).toBeVisible()
  const { runId } = await call(page, 'startRun', { text })
  await page.getByTestId('nav-live').click()
  await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
  await page.waitForTimeout(2000)
  const before = await pointsOf(page)
  const drawings = await countDrawings(page)
  const watched = await watchFrames(app, page, WATCHED_MS)
  const drawn = await drawings()
  const points = await pointsOf(page)
  await call(page, 'abortRun', { runId })

  const seconds = points.slice(before.length)
  const rate = seconds.reduce((sum, { requestRate }) => sum + requestRate, 0) / Math.max(1, seconds.length)
  console.log(`live screen at ${Math.round(rate)} req/s: ${framesText(watched)}`)
  expect(rate).toBeGreaterThan(500)
  expect(seconds.length).toBeGreaterThan(10)
  // Every chart once for a new second, and no more; one of before may still have been waiting.
  expect(drawn).toHaveLength(4)
  for (const times of drawn) {
    expect(times).toBeGreaterThan(seconds.length / 2)
    expect(times).toBeLessThanOrEqual(seconds.length + 1)
  }
  expect(watched.longestTaskCpuMs).toBeLessThan(LONG_TASK_MS)
  expect(watched.cpuPercent).toBeLessThan(MOST_CPU_PERCENT)
})
