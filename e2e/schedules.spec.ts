import { writeFileSync } from 'node:fs'
import type { ElectronApplication, Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call, scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget({ latencyScale: 0.1 })
})
test.afterAll(() => target.close())

/** As a user opens it: the native dialog gives the file. */
async function openFile(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await call(page, 'openScenario', undefined)
}

test('a planned run starts by itself when its time has come, and is shown with what became of it', async ({
  app,
  page,
}, info) => {
  const file = info.outputPath('planned.headroom.yaml')
  writeFileSync(file, scenarioText(target.url, '2s'))
  await openFile(app, page, file)
  const at = new Date(Date.now() + 4000).toISOString().replace(/\.\d+/, '')
  await call(page, 'addSchedule', { file, at, timeZone: 'Europe/Berlin' })
  const item = page.getByTestId('schedule')
  await expect(item).toContainText('Two users')
  await expect(item).toContainText('Europe/Berlin')
  await expect(item).toContainText('Started', { timeout: 20_000 })
  await expect(page.getByTestId('run-row').filter({ hasText: 'Two users' })).toHaveAttribute('data-status', 'passed', {
    timeout: 20_000,
  })
  await page.getByTestId('remove-schedule').click()
  await expect(item).toHaveCount(0)
})

test('a run is planned in a dialog; a time that nobody can be there for is refused', async ({ app, page }, info) => {
  const file = info.outputPath('planned.headroom.yaml')
  writeFileSync(file, scenarioText(target.url, '2s'))
  await openFile(app, page, file)
  await page.reload()
  await page.getByTestId('plan-run').click()
  await page.getByText('Repeatedly', { exact: true }).click()
  await page.getByTestId('plan-cron').fill('0 25 * * *')
  await page.getByTestId('plan-save').click()
  await expect(page.getByText('is not a cron expression')).toBeVisible()
  await page.getByTestId('plan-cron').fill('0 22 * * 1-5')
  await page.getByTestId('plan-save').click()
  await expect(page.getByTestId('schedule')).toContainText('0 22 * * 1-5')
})
