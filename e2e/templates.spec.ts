import type { Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { expect, test } from './fixtures.ts'

let target: SampleTarget
test.beforeEach(async () => {
  target = await startSampleTarget()
})
test.afterEach(() => target.close())

/** From Home, as a user does it; only the base URL is given from outside. */
async function runShort(page: Page, template: string): Promise<void> {
  await page.getByTestId(`template-${template}`).click()
  await expect(page.getByTestId('overview')).toBeVisible()
  await expect(page.getByTestId('problem')).toHaveCount(0)
  await page.getByTestId('run-short').click()
  await expect(page.getByTestId('live')).toBeVisible({ timeout: 15_000 })
}

test('the smoke template runs from Home and is held to the written targets', async ({ launch }) => {
  const app = await launch({ env: { BASE_URL: target.url } })
  const page = await app.firstWindow()
  await runShort(page, 'smoke')
  await expect(page.getByTestId('verdict')).toHaveText('Passed', { timeout: 45_000 })
  await page.getByTestId('open-report').click()
  await expect(page.getByTestId('verdict')).toHaveText('Passed')
  await expect(page.getByTestId('thresholds')).toContainText('Written performance targets')
})

test('the circuit breaker template shows its states and faults while it runs, and a verdict per assertion', async ({
  launch,
}) => {
  const app = await launch({ env: { BASE_URL: target.url } })
  const page = await app.firstWindow()
  await runShort(page, 'circuit-breaker')
  const breaker = page.getByTestId('breaker')
  const states = breaker.getByRole('list', { name: 'State' })
  await expect(states.getByText('OPEN', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(breaker.getByRole('list', { name: 'Faults' })).toContainText('the provider fails')
  await expect(breaker).toContainText('judged when the run is over')
  await expect(page.getByTestId('verdict')).toHaveText('Passed', { timeout: 45_000 })

  await page.getByTestId('open-report').click()
  await expect(states.getByRole('listitem')).toHaveText(['CLOSED', 'OPEN', 'HALF-OPEN', 'CLOSED'])
  const verdicts = page.getByTestId('breaker-verdict')
  await expect(verdicts).toHaveCount(6)
  await expect(verdicts.filter({ hasText: 'Holds' })).toHaveCount(6)
})
