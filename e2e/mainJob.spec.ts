import type { Locator, Page } from '@playwright/test'
import { unpackPoints } from '../src/shared/packedPoints.ts'
import { call } from './api.ts'
import { expect, test } from './fixtures.ts'

/** The newest row of a chart's data table: time and figures as the user would copy them. */
async function lastRow(page: Page, chart: string): Promise<string[]> {
  return page.getByTestId(`chart-${chart}-table`).locator('tbody tr').last().locator('th, td').allTextContents()
}

async function rowCount(table: Locator): Promise<number> {
  return Number(await table.getAttribute('data-rows'))
}

test('first start, demo, live P95, verdict, report, and the run is in the library after a restart', async ({
  launch,
}) => {
  const app = await launch()
  const page = await app.firstWindow()
  await expect(page.getByText('No run yet')).toBeVisible()
  await page.getByTestId('run-demo').click()

  // The live screen from the first second on: the chart's own data moves, its figures carry their unit.
  const table = page.getByTestId('chart-latency-table')
  await expect.poll(() => rowCount(table), { timeout: 15_000 }).toBeGreaterThan(0)
  const early = await rowCount(table)
  await expect(page.getByTestId('run-phase')).toHaveText('Running')
  await expect.poll(() => rowCount(table), { timeout: 15_000 }).toBeGreaterThan(early + 3)
  const [time, p95] = await lastRow(page, 'latency')
  expect(time).toMatch(/^0:\d\d$/)
  expect(p95).toMatch(/^[\d.]+ (µs|ms|s)$/)
  await expect(page.getByTestId('tile-vus-value')).toHaveText(/^[1-9]\d* VUs?$/)
  await expect(page.getByTestId('tile-rate-value')).toHaveText(/^[\d.,]+ req\/s$/)

  // Leaving the screen loses no history.
  const before = await rowCount(table)
  await page.getByTestId('nav-home').click()
  await page.getByTestId('run-state').click()
  expect(await rowCount(table)).toBeGreaterThanOrEqual(before)

  await expect(page.getByTestId('verdict')).toHaveText('Passed', { timeout: 45_000 })
  await page.getByTestId('open-report').click()
  await expect(page.getByTestId('report')).toContainText('http_req_duration')
  await expect(page.getByTestId('verdict')).toHaveText('Passed')
  const seconds = await rowCount(page.getByTestId('chart-latency-table'))
  expect(seconds).toBeGreaterThanOrEqual(20)
  await app.close()

  const again = await (await launch()).firstWindow()
  await again.getByTestId('nav-runs').click()
  await again.getByTestId('run-row').first().click()
  await expect(again.getByTestId('verdict')).toHaveText('Passed')
  expect(await rowCount(again.getByTestId('chart-latency-table'))).toBe(seconds)

  // No second is missing in what was stored, and the app itself stayed responsive.
  const { runs } = await call(again, 'listRuns', { limit: 10, offset: 0 })
  const detail = await call(again, 'getRun', { runId: runs[0]?.id ?? '' })
  const points = unpackPoints(detail.points)
  expect(points.map(({ second }) => second)).toEqual(points.map((_point, index) => index))
  expect(detail.summary.load.coordinatorLoopDelayP99Ms).toBeLessThan(50)
})

test('stop ends a run gracefully and keeps its result', async ({ page }) => {
  await page.getByTestId('run-demo').click()
  await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
  await page.getByTestId('stop-run').click()
  await expect(page.getByTestId('verdict')).toHaveText('Aborted', { timeout: 15_000 })
  await page.getByTestId('open-report').click()
  await expect(page.getByTestId('why')).toContainText('Stopped by the user')
})

test('a killed worker is said on the screen', async ({ app, page }) => {
  await page.getByTestId('run-demo').click()
  await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
  await app.evaluate(({ app: electron }) => {
    const worker = electron.getAppMetrics().find(({ name }) => name?.startsWith('load worker'))
    if (worker) process.kill(worker.pid, 'SIGKILL')
  })
  await expect(page.getByTestId('events')).toContainText(/worker 1 .*(gone|lost|ended|exit)/i, { timeout: 5000 })
})
