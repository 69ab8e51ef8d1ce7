import type { Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call } from './api.ts'
import { expect, test } from './fixtures.ts'
import { breakerScenario } from './screenshots/walks.ts'
import { observedShopScenario } from './screenshots/scenarios.ts'

test.describe.configure({ timeout: 120_000 })

let target: SampleTarget
test.beforeEach(async () => {
  target = await startSampleTarget()
})
test.afterEach(() => target.close())

const strip = (page: Page, of: string) => page.getByTestId('state-strip').filter({ hasText: of })
const rows = async (page: Page, chart: string): Promise<number> =>
  Number(await page.getByTestId(`chart-${chart}-table`).getAttribute('data-rows'))

test('what observers see is drawn while the run goes on: states and values', async ({ page }) => {
  const { runId } = await call(page, 'startRun', { text: observedShopScenario(target.url, 60) })
  await page.getByTestId('nav-live').click()
  await page.getByTestId('tab-observed').click({ timeout: 15_000 })
  const database = strip(page, 'database')
  await expect(database.getByRole('listitem')).toHaveText([/^up/], { timeout: 15_000 })
  target.faults.set({ database: 'away' })
  await expect(database.getByRole('listitem')).toHaveText([/^up/, /^down/], { timeout: 15_000 })
  target.faults.set({ database: 'up' })
  await expect(database.getByRole('listitem')).toHaveText([/^up/, /^down/, /^up/], { timeout: 15_000 })
  const before = await rows(page, 'observed.cache_hit_rate')
  expect(before).toBeGreaterThan(2)
  await expect.poll(() => rows(page, 'observed.cache_hit_rate')).toBeGreaterThan(before)

  // A filter is of requests: what was seen beside them stays whole. So it does when the screen is left.
  await page.getByTestId('filter-open').click()
  await page.getByTestId('filter-operation-READ').click()
  await page.keyboard.press('Escape')
  await page.getByTestId('nav-home').click()
  await page.getByTestId('nav-live').click()
  await page.getByTestId('tab-observed').click()
  await expect(database.getByRole('listitem')).toHaveText([/^up/, /^down/, /^up/])
  expect(await rows(page, 'observed.cache_hit_rate')).toBeGreaterThan(before)

  await call(page, 'abortRun', { runId })
  await page.getByTestId('open-report').click({ timeout: 20_000 })
  await expect(database.getByRole('listitem')).toHaveText([/^up/, /^down/, /^up/])
})

test('a circuit breaker is followed while the run goes on, and judged when it is over', async ({ page }) => {
  const { runId } = await call(page, 'startRun', {
    text: breakerScenario(),
    env: { BASE_URL: target.url },
    short: true,
  })
  await page.getByTestId('nav-live').click()
  const breaker = page.getByTestId('breaker')
  const list = (name: string) => breaker.getByRole('list', { name })
  await expect(list('State').getByRole('listitem')).toHaveText(['CLOSED'], { timeout: 15_000 })
  await expect(list('Faults').getByRole('listitem')).toHaveText(['the provider fails'], { timeout: 20_000 })
  await expect(list('State').getByRole('listitem').nth(1)).toHaveText('OPEN', { timeout: 20_000 })
  // What it took to open, and what it refuses since.
  await expect(list('Failed').getByRole('listitem')).not.toHaveCount(0)
  await expect(list('Refused').getByRole('listitem')).not.toHaveCount(0, { timeout: 15_000 })
  await expect(breaker).toContainText(/Asked \d+ times/)

  await page.getByTestId('nav-home').click()
  await page.getByTestId('nav-live').click()
  await breaker.getByText(/^States one by one/).click()
  await expect(breaker.getByTestId('breaker-span').first()).toContainText('CLOSED')
  await expect(breaker.getByTestId('breaker-span').nth(1)).toContainText('OPEN')
  await expect(page.getByTestId('breaker-verdict')).toHaveCount(0)

  await call(page, 'stopRun', { runId })
  await expect(page.getByTestId('breaker-verdict').first()).toBeVisible({ timeout: 30_000 })
})
