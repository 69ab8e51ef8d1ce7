import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { call } from './api.ts'
import { expect, test } from './fixtures.ts'

async function expectClean(page: Page, screen: string): Promise<void> {
  // Legacy mode: Electron has no way to open the blank page that axe otherwise uses.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  const found = violations.map(
    ({ id, nodes }) => `${screen}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
  expect(found).toEqual([])
}

for (const appearance of ['light', 'dark'] as const) {
  test(`every screen is free of accessibility faults, ${appearance}`, async ({ app, page }) => {
    await call(page, 'setAppearance', { appearance })
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', appearance)
    await expect(page.getByTestId('run-demo')).toBeVisible()
    await expectClean(page, 'home')
    await page.getByTestId('template-smoke').click()
    await expect(page.getByTestId('overview')).toContainText('VUs')
    await expectClean(page, 'scenario')
    await page.getByTestId('nav-home').click()
    await page.getByTestId('run-demo').click()
    await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
    await expectClean(page, 'live')
    await page.getByTestId('stop-run').click()
    await page.getByTestId('open-report').click({ timeout: 20_000 })
    await expect(page.getByTestId('report')).toBeVisible()
    await expect(page.getByTestId('chart-heat-map')).toBeVisible()
    await expectClean(page, 'report')
    await page.getByTestId('present-run').click()
    await expect(page.getByTestId('present').getByTestId('verdict')).toBeVisible()
    await expectClean(page, 'presentation')
    await page.keyboard.press('r')
    await expect(page.getByTestId('replay')).toBeVisible()
    await expectClean(page, 'replay')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('report')).toBeVisible()
    await page.getByTestId('nav-runs').click()
    await expect(page.getByTestId('run-row').first()).toBeVisible()
    await expectClean(page, 'runs')
    await page.getByTestId('nav-settings').click()
    await expect(page.getByTestId('storage-facts')).toBeVisible()
    await expectClean(page, 'settings')
  })
}
