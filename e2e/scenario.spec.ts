import type { Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget({ latencyScale: 0.1 })
})
test.afterAll(() => target.close())

/** Replaces the whole text of the editor as a user does: select all, paste. */
async function write(page: Page, text: string): Promise<void> {
  const editor = page.getByTestId('editor').locator('.cm-content')
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

async function openTemplate(page: Page): Promise<void> {
  await page.getByTestId('template-smoke').click()
  await expect(page.getByTestId('editor')).toBeVisible()
}

test('a template opens, an invalid scenario shows its error in place, and mended it runs to a verdict', async ({
  page,
}) => {
  await openTemplate(page)
  await expect(page.getByTestId('overview')).toContainText('VUs')
  await expect(page.getByTestId('problem')).toHaveCount(0)

  const good = scenarioText(target.url, '3s')
  await write(page, good.replace('duration: 3s', 'duraton: 3s'))
  const problem = page.getByTestId('problem').filter({ hasText: 'duraton' })
  await expect(problem).toContainText('duration')
  const line = good.split('\n').findIndex((text) => text.includes('duration: 3s')) + 1
  await expect(problem).toContainText(new RegExp(`^${line}:\\d+`))
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible()
  await page.getByTestId('run-scenario').click()
  await expect(page.getByTestId('live')).toHaveCount(0)

  await write(page, good)
  await expect(page.getByTestId('problem')).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByTestId('verdict')).toHaveText('Passed', { timeout: 20_000 })
})

test('a target that refuses connections is said before the run, and run anyway fails it, with the failure named and an example kept', async ({
  page,
}) => {
  await openTemplate(page)
  await write(page, scenarioText('http://127.0.0.1:9', '3s'))
  await expect(page.getByTestId('problem')).toHaveCount(0)
  await page.getByTestId('run-scenario').click()
  const preflight = page.getByTestId('preflight')
  await expect(preflight).toHaveAttribute('data-verdict', 'blocked')
  await expect(preflight).toContainText('127.0.0.1:9 cannot be reached: nothing listens there.')
  await page.keyboard.press('Escape')
  await expect(preflight).toHaveCount(0)
  await expect(page.getByTestId('live')).toHaveCount(0)

  await page.getByTestId('run-scenario').click()
  await page.getByTestId('run-anyway').click()
  await expect(page.getByTestId('verdict')).toHaveText('Failed', { timeout: 20_000 })
  await page.getByTestId('tab-failures').click()
  await expect(page.getByText('connection refused').first()).toBeVisible()
})

test('completion offers the keys of the format', async ({ page }) => {
  await openTemplate(page)
  await write(page, 'headroom: 1\nname: x\nthre')
  await page.keyboard.press('Control+Space')
  await expect(page.locator('.cm-tooltip-autocomplete')).toContainText('thresholds')
})

test('leaving unsaved changes asks first', async ({ page }) => {
  await openTemplate(page)
  await write(page, 'headroom: 1\nname: changed\n')
  await expect(page.getByTestId('dirty')).toBeVisible()
  await page.getByTestId('nav-home').click()
  await page.getByTestId('template-mixed-traffic').click()
  await page.getByTestId('discard-changes').click()
  await expect(page.getByTestId('editor')).toContainText('Mixed traffic')
})
