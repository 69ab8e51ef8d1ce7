import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call } from './api.ts'
import { expect, test } from './fixtures.ts'

const CLI = join(import.meta.dirname, '../out/main/cli.js')
/** Fewer whole seconds are not compared. */
const SECONDS = 12
const TOGETHER = 4

/** Four runs at once, of the command line, in the profile's database; then four against a target that takes three times as long. */
async function makeRuns(profile: string): Promise<void> {
  mkdirSync(profile, { recursive: true })
  for (const [latencyScale, path] of [
    [2, '/api/matches'],
    [6, '/api/matches?page=2'],
  ] as const) {
    const target = await startSampleTarget({ latencyScale })
    const file = join(profile, 'checkout.headroom.yaml')
    writeFileSync(
      file,
      `headroom: 1
name: Checkout
target: { baseUrl: '\${BASE_URL:-http://127.0.0.1:1}' }
flows:
  browse:
    - get: ${path}
      name: browse
load:
  steady: { executor: constant-arrival-rate, flow: browse, rate: 30, duration: ${SECONDS}s, preAllocatedVUs: 20, maxVUs: 20 }
thresholds:
  http_req_duration: ['p(95)<2000', 'p(95) < baseline + 10%']
`,
    )
    const args = [CLI, 'run', file, '--db', join(profile, 'headroom.db'), '--quiet', '--workers', '1']
    const env = { ...process.env, BASE_URL: target.url }
    await Promise.all(Array.from({ length: TOGETHER }, () => promisify(execFile)(process.execPath, args, { env })))
    await target.close()
  }
}

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual(
    [],
  )
}

test('a run is compared with the baseline, and the trend shows where its scenario changed', async ({
  profile,
  launch,
}) => {
  test.setTimeout(150_000)
  await makeRuns(profile)
  const app = await launch()
  const page = await app.firstWindow()

  // Without a baseline the newest run is measured against the one before; both took the same.
  await page.getByTestId('nav-compare').click()
  await expect(page.getByTestId('comparison')).toBeVisible()
  const { runs } = await call(page, 'listRuns', { limit: 20, offset: 0 })
  expect(runs).toHaveLength(2 * TOGETHER)
  // A run that a busy machine made invalid cannot be one.
  const usable = runs.slice(TOGETHER).filter(({ validity }) => validity !== 'invalid')
  await call(page, 'setBaseline', { scenario: 'Checkout', runIds: usable.slice(0, 1).map(({ id }) => id) })

  // Entered anew, the baseline is the base.
  await page.getByTestId('nav-home').click()
  await page.getByTestId('nav-compare').click()
  const p50 = page.locator('[data-testid="comparison-row"][data-step=""][data-metric="p50"]')
  // Twelve seconds on a busy machine may be too few to be sure of it: then the screen says so.
  await expect(p50).toHaveAttribute('data-verdict', /^(slower|cannot-tell)$/)
  await expect(p50).toContainText(/\+\d+\.\d %/)
  await expect(page.getByTestId('comparison-sentence')).toContainText(/P50 \+\d|Nothing is shown to differ|P95 \+\d/)
  await expect(page.getByTestId('diff')).toContainText('+ 6:     - get: /api/matches?page=2')
  await expect(page.getByTestId('percentile-curves').locator('path')).toHaveCount(2)
  await expect(page.getByTestId('set-baseline')).toHaveText('End baseline')
  for (const appearance of ['light', 'dark'] as const) {
    await call(page, 'setAppearance', { appearance })
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.reload())
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', appearance)
    await page.getByTestId('nav-compare').click()
    await expect(p50).toBeVisible()
    await expectClean(page)
    await page.getByTestId('nav-trends').click()
    await expect(page.getByTestId('trend-run')).toHaveCount(2 * TOGETHER)
    await expectClean(page)
  }

  const firstSlow = runs[TOGETHER - 1]?.id ?? ''
  await expect(page.getByTestId('change-point')).toHaveAttribute('data-run', firstSlow)
  await expect(page.getByTestId('change-points')).toContainText('slower')
  await page.getByTestId('trend-metric').getByText('P50').click()
  await expect(page.getByTestId('trend-chart')).toHaveAttribute('aria-label', /^P50 of 8 runs of Checkout$/)

  // A click on a run opens it; from its report it becomes part of the baseline and is compared.
  await page.locator(`[data-testid="trend-run"][data-run="${firstSlow}"]`).click()
  await expect(page.getByTestId('report')).toBeVisible()
  await page.getByTestId('toggle-baseline').click()
  await expect(page.getByTestId('toggle-baseline')).toHaveText('In the baseline')
  await page.getByTestId('toggle-baseline').click()
  await expect(page.getByTestId('toggle-baseline')).toHaveText('Add to baseline')
  await page.getByTestId('compare-run').click()
  await expect(page.getByTestId('comparison-sentence')).toHaveAttribute('data-run', firstSlow)

  await page.getByTestId('set-baseline').click()
  await expect(page.getByTestId('set-baseline')).toHaveText('Make it the baseline')
  expect(await call(page, 'listBaselines', undefined)).toEqual([])
})
