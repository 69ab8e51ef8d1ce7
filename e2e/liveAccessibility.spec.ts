import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call, scenarioText } from './api.ts'
import { expectClean } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { observedShopScenario } from './screenshots/scenarios.ts'

// The live screen and everything that opens on it while a run goes on, light and dark; the other screens are in
// accessibility.spec.ts.
test.describe.configure({ timeout: 150_000 })

let target: SampleTarget
test.beforeEach(async () => {
  target = await startSampleTarget()
})
test.afterEach(() => target.close())

test('what opens beside a run that goes on is free of accessibility faults', async ({ page }) => {
  target.faults.set({ database: 'away' })
  await page.getByTestId('template-smoke').click()
  await page.getByTestId('editor').locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(observedShopScenario(target.url, 120))
  await expect(page.getByRole('heading', { name: 'Volunteer portal' })).toBeVisible()
  await page.getByTestId('run-scenario').click()
  await expect(page.getByTestId('preflight')).toBeVisible({ timeout: 15_000 })
  await expectClean(page, 'what is found before a run')
  target.faults.set({ database: 'up', errorPercent: 40 })
  await page.getByTestId('run-anyway').click()
  await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })

  await page.getByTestId('filter-open').click()
  await page.getByTestId('filter-operation-READ').click()
  await expectClean(page, 'menu of tags')
  await page.keyboard.press('Escape')
  await expectClean(page, 'live with a filter')
  await page.getByRole('button', { name: 'Remove operation' }).click()
  await page.getByTestId('note-open').click()
  await expect(page.getByTestId('note-text')).toBeVisible()
  await expectClean(page, 'note')
  await page.keyboard.press('Escape')
  await page.getByTestId('abort-run').click()
  await expect(page.getByTestId('abort-confirm')).toBeVisible()
  await expectClean(page, 'dialog of an abort')
  await page.keyboard.press('Escape')

  await page.getByTestId('tab-failures').click()
  await page.getByTestId('exemplar-row').first().click()
  await expect(page.getByTestId('exemplar-detail')).toBeVisible()
  await expectClean(page, 'an example of a failure')
  await page.keyboard.press('Escape')
  await page.getByTestId('tab-observed').click()
  await expect(page.getByTestId('observed')).toBeVisible()
  await expectClean(page, 'live with what was observed')
})

test('a circuit breaker is free of accessibility faults, while it is watched and when it is judged', async ({
  launch,
}) => {
  const app = await launch({ env: { BASE_URL: target.url } })
  const page = await app.firstWindow()
  await page.getByTestId('template-circuit-breaker').click()
  await page.getByTestId('run-short').click()
  const breaker = page.getByTestId('breaker')
  await expect(breaker.getByRole('list', { name: 'Faults' })).toContainText('the provider fails', { timeout: 30_000 })
  await breaker.getByText(/^States one by one/).click()
  await expectClean(page, 'live with a circuit breaker')
  await expect(page.getByTestId('breaker-verdict').first()).toBeVisible({ timeout: 60_000 })
  await expectClean(page, 'a circuit breaker that is judged')
})

test('a load that is set by hand is free of accessibility faults', async ({ page }) => {
  const planned = 'constant-vus, flow: look, vus: 2'
  const byHand = 'externally-controlled, flow: look, vus: 2, maxVUs: 6'
  await expect(page.getByTestId('run-demo')).toBeVisible()
  await call(page, 'startRun', { text: scenarioText(target.url, '1m').replace(planned, byHand) })
  await page.getByTestId('nav-live').click()
  const control = page.getByTestId('control-two')
  await expect(control.getByRole('slider')).toBeVisible()
  await expectClean(page, 'live with a number of users')
  await control.getByText('Rate', { exact: true }).click()
  await expect(control.getByRole('textbox')).toBeVisible()
  await expectClean(page, 'live with a rate')
})
