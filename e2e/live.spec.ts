import type { Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { shopScenario } from './screenshots/scenarios.ts'
import { call, scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget()
})
test.afterAll(() => target.close())

const rows = async (page: Page): Promise<number> =>
  Number(await page.getByTestId('chart-latency-table').getAttribute('data-rows'))

/** Starts a run and waits for its first seconds. */
async function liveRun(page: Page): Promise<string> {
  const { runId } = await call(page, 'startRun', { text: shopScenario(target.url, 120) })
  await page.getByTestId('nav-live').click()
  await expect.poll(() => rows(page), { timeout: 15_000 }).toBeGreaterThan(4)
  return runId
}

/** `1,234 requests`: how many of a run read, as its report counts them. */
async function storedReads(page: Page, runId: string): Promise<string> {
  const { tags } = await call(page, 'rangeReport', { runId })
  const read = tags.find(({ tag, value }) => tag === 'operation' && value === 'READ')
  return `${read?.count.toLocaleString('en-US')} requests`
}

test('a filter by tag shows its requests from the first second on, and goes on', async ({ page }) => {
  const runId = await liveRun(page)
  const steps = page.getByTestId('step-row')
  await expect(steps.filter({ hasText: 'save match' })).toBeVisible({ timeout: 20_000 })
  await page.getByTestId('filter-open').click()
  await page.getByTestId('filter-operation-READ').click()
  await page.keyboard.press('Escape')

  await expect(steps.filter({ hasText: 'save match' })).toHaveCount(0)
  await expect(steps.filter({ hasText: 'browse matches' })).toBeVisible()
  const first = page.getByTestId('chart-latency-table').locator('tbody tr').first().locator('th')
  await expect(first).toHaveText('0:00')
  const before = await rows(page)
  expect(before).toBeGreaterThan(4)
  await expect.poll(() => rows(page), { timeout: 10_000 }).toBeGreaterThan(before + 1)
  // The target on exactly these requests is the tile's.
  await expect(page.getByTestId('tile-p95')).toContainText('Target < 250 ms')

  // What is shown is what is stored.
  await call(page, 'stopRun', { runId })
  await expect(page.getByTestId('open-report')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByTestId('tile-rate')).toContainText(await storedReads(page, runId))
  await page.getByRole('button', { name: 'Remove operation' }).click()
  await expect(steps.filter({ hasText: 'save match' })).toBeVisible()
})

test('a filter is still there when the screen is entered again, and gone for another run', async ({ page }) => {
  const runId = await liveRun(page)
  const steps = page.getByTestId('step-row')
  await page.getByTestId('filter-open').click()
  await page.getByTestId('filter-operation-READ').click()
  await page.keyboard.press('Escape')
  await expect(steps).toHaveCount(3, { timeout: 20_000 })
  const before = await rows(page)

  await page.getByTestId('nav-home').click()
  await expect(page.getByTestId('run-demo')).toBeVisible()
  await page.getByTestId('nav-live').click()
  await expect(page.getByTestId('filter')).toContainText('operation: READ')
  // At once, not after another question: nothing of the history is lost.
  await expect(steps).toHaveCount(3)
  expect(await rows(page)).toBeGreaterThanOrEqual(before)
  await expect.poll(() => rows(page), { timeout: 10_000 }).toBeGreaterThan(before + 1)

  // It ends while another screen is looked at.
  await page.getByTestId('nav-home').click()
  await call(page, 'abortRun', { runId })
  await expect.poll(async () => (await call(page, 'liveRun', undefined))?.tick.phase).toBe('finished')
  await page.getByTestId('nav-live').click()
  await expect(page.getByTestId('open-report')).toBeVisible()
  await expect(page.getByTestId('tile-rate')).toContainText(await storedReads(page, runId))

  await liveRun(page)
  await expect(page.getByTestId('filter')).toHaveAttribute('data-active', 'false')
  await expect(steps.filter({ hasText: 'view match' })).toBeVisible()
})

test('a note becomes an event of the run, on the screen and in its report', async ({ page }) => {
  const runId = await liveRun(page)
  await expect(page.getByTestId('elapsed')).toContainText(/of 2:00, \d:\d\d left/)
  await page.getByTestId('note-open').click()
  await page.getByTestId('note-text').fill('cache cleared by hand')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('events')).toContainText('cache cleared by hand')
  await call(page, 'abortRun', { runId })
  await page.getByTestId('open-report').click({ timeout: 20_000 })
  await expect(page.getByTestId('events')).toContainText('cache cleared by hand')
  await expect(call(page, 'noteRun', { runId, text: 'too late' })).rejects.toThrow('RUN_NOT_LIVE')
})

test('beside a baseline: its ghost line, the differences of the tiles, and a slide', async ({ page }) => {
  test.setTimeout(120_000)
  const text = shopScenario(target.url, 14)
  const first = await call(page, 'startRun', { text })
  await page.getByTestId('nav-live').click()
  await expect(page.getByTestId('open-report')).toBeVisible({ timeout: 40_000 })
  await expect(page.getByTestId('tile-p95-delta')).toHaveCount(0)
  await call(page, 'setBaseline', { scenario: 'Volunteer portal', runIds: [first.runId] })

  target.faults.set({ slowMs: 100 })
  await call(page, 'startRun', { text })
  await expect(page.getByTestId('chart-latency')).toContainText('Baseline P95', { timeout: 15_000 })
  // The baseline's second stands beside the run's own.
  const row = page.getByTestId('chart-latency-table').locator('tbody tr').first()
  await expect(row.locator('td').nth(3)).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
  await expect(page.getByTestId('tile-p95-delta')).toHaveText(/^\+\d+\.\d % to baseline$/, { timeout: 20_000 })
  await page.getByTestId('open-report').click({ timeout: 40_000 })
  target.faults.set({ slowMs: 0 })
  await expect(page.getByTestId('chart-latency')).toContainText('Baseline P95')
  await page.getByTestId('present-run').click()
  // With the slide of the baseline, which is asked for.
  await expect(page.getByTestId('present')).toContainText('1 of 7')
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight')
  await expect(page.getByTestId('slide-title')).toHaveText('Beside the baseline')
  // The verdict of Compare, whatever it is on a busy machine, beside the figures.
  await expect(page.getByTestId('present-judgement')).toHaveText(
    /^(Slower|Faster|Same within tolerance|Cannot tell|Not comparable)./,
  )
  await expect(page.getByTestId('present-comparison')).toContainText('P95')
})

test('a load set by hand is shown as it is set, also when the screen is entered again', async ({ page }) => {
  const planned = '{ executor: constant-vus, flow: look, vus: 2, duration: 2m }'
  const byHand = '{ executor: externally-controlled, flow: look, vus: 2, maxVUs: 6, duration: 2m }'
  await call(page, 'startRun', { text: scenarioText(target.url, '2m').replace(planned, byHand) })
  await page.getByTestId('nav-live').click()
  const control = page.getByTestId('control-two')
  const events = page.getByTestId('events')
  await expect.poll(() => rows(page), { timeout: 15_000 }).toBeGreaterThan(1)
  await control.getByRole('button', { name: 'Pause' }).click()
  await expect(events).toContainText('changed by hand: paused')
  await expect(page.getByTestId('tile-vus-value')).toHaveText('0 VUs', { timeout: 10_000 })
  // A second without a request has no error rate and no response time.
  await expect(page.getByTestId('tile-p95')).toContainText('Last second: no request', { timeout: 10_000 })
  await expect(page.getByTestId('tile-errors')).toContainText('Last second: no request')

  await page.getByTestId('nav-home').click()
  await page.getByTestId('nav-live').click()
  await control.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByTestId('tile-vus-value')).toHaveText('2 VUs', { timeout: 10_000 })
  await control.getByRole('slider').press('ArrowRight')
  await expect(page.getByTestId('tile-vus-value')).toHaveText('3 VUs', { timeout: 10_000 })
  await control.getByText('Rate', { exact: true }).click()
  await expect(events).toContainText('changed by hand: 10 iterations/s')
  await page.reload()
  await page.getByTestId('nav-live').click()
  await expect(control.getByRole('textbox')).toHaveValue('10 iterations/s')
})
