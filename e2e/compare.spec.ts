import type { Locator, Page } from '@playwright/test'
import { startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call } from './api.ts'
import { EVERY_RULE, expectClean } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { type StoredRun, storeRuns } from './storedRuns.ts'

/** Every test starts the app, some twice: on a machine full of work that takes its time. */
test.setTimeout(150_000)

const HOUR_MS = 3_600_000
const FAST = ['fast-1', 'fast-2', 'fast-3', 'fast-4']
const SLOW = ['slow-1', 'slow-2', 'slow-3', 'slow-4']

/** Four runs, then four whose scenario asks for more and gets it later; the other step takes as long as before. */
function checkoutRuns(): StoredRun[] {
  return [...FAST, ...SLOW].map((id, index) => {
    const isSlow = SLOW.includes(id)
    const differs = 1 + (index % 3) / 200
    return {
      id,
      scenario: 'Checkout',
      scenarioText: scenarioText('http://127.0.0.1:1', isSlow ? '/api/matches?page=2' : '/api/matches'),
      startedAtMs: Date.now() - (20 - index) * HOUR_MS,
      seconds: 30,
      steps: { browse: (isSlow ? 60 : 20) * differs, view: 40 * differs },
    }
  })
}

function scenarioText(baseUrl: string, path: string): string {
  return `headroom: 1
name: Checkout
target: { baseUrl: '${baseUrl}' }
flows:
  browse:
    - get: ${path}
      name: browse
    - think: 100ms
load:
  steady: { executor: constant-vus, flow: browse, vus: 1, duration: 3s }
thresholds:
  http_req_duration: ['p(95) < baseline - 99.9%', 'p(95) < baseline + 50000%']
`
}

/** Takes back what was said last. */
async function undo(page: Page, said: string): Promise<void> {
  await page.getByRole('alert').filter({ hasText: said }).last().getByTestId('undo').click()
}

function rowOf(page: Page, run: string): Locator {
  return page.locator(`[data-testid="run-row"][data-run="${run}"]`)
}

const baselineOf = async (page: Page): Promise<readonly string[]> =>
  (await call(page, 'listBaselines', undefined)).flatMap(({ runIds }) => runIds).toSorted()

test('runs are judged against the baseline and laid over each other by every figure and step', async ({
  profile,
  launch,
}) => {
  storeRuns(profile, checkoutRuns())
  const app = await launch()
  const page = await app.firstWindow()

  // Without a baseline the newest run is measured against the one before; both took the same.
  await page.getByTestId('nav-compare').click()
  const p50 = page.locator('[data-testid="comparison-row"][data-step=""][data-metric="p50"]')
  await expect(p50).toHaveAttribute('data-verdict', 'same')
  await call(page, 'setBaseline', { scenario: 'Checkout', runIds: ['fast-1'] })

  // Entered anew, the baseline is the base.
  await page.getByTestId('nav-home').click()
  await page.getByTestId('nav-compare').click()
  await expect(p50).toHaveAttribute('data-verdict', 'slower')
  await expect(p50).toContainText(/\+\d+\.\d %/)
  await expect(page.getByTestId('comparison-sentence')).toContainText(/P50 \+\d/)
  await expect(page.getByTestId('diff')).toContainText('+ 6:     - get: /api/matches?page=2')
  await expect(page.getByTestId('set-baseline')).toHaveText('End baseline')

  // Every figure over time: another chart with other figures in its table.
  const pictures = new Set<string>()
  const draws = (name: string, base: string, run: string) => expectDrawn(page, pictures, name, [base, run])
  const figure = (label: string) => page.getByTestId('overlay-figure').getByText(label, { exact: true }).click()
  const step = async (label: string) => {
    await page.getByTestId('overlay-step').click()
    await page.getByRole('option', { name: label, exact: true }).click()
  }
  await draws('p95', '42.8 ms', '64.5 ms')
  await figure('P50')
  await draws('p50', '21.8 ms', '43.8 ms')
  await figure('P99')
  await draws('p99', '43.6 ms', '65.7 ms')
  await figure('Error rate')
  await draws('error_rate', '0 %', '0 %')
  await figure('Throughput')
  await draws('throughput', '40.0 req/s', '40.0 req/s')

  // The same of one step; the curves below follow.
  const percentiles = page.getByTestId('percentile-curves')
  const medians = percentiles.getByRole('row', { name: /^P50 / }).getByRole('cell')
  await step('view')
  await draws('throughput', '20.0 req/s', '20.0 req/s')
  await expect(medians).toHaveText(['39.8 ms', '40.0 ms'])
  await figure('P50')
  await draws('p50', '39.6 ms', '39.8 ms')
  await step('browse')
  await draws('p50', '19.8 ms', '59.7 ms')
  await expect(medians).toHaveText(['19.9 ms', '60.0 ms'])
  await expect(percentiles.locator('path')).toHaveCount(2)
  await step('All requests')
  await expect(medians).toHaveText(['22.0 ms', '44.3 ms'])

  // One legend hides a run on all charts; something stays to be seen.
  const legend = page.getByTestId('run-legend').getByRole('button')
  await expect(legend).toHaveText(['Baseline', 'Run'])
  await legend.first().click()
  await expect(medians).toHaveText(['44.3 ms'])
  await expect(page.getByTestId('distributions').locator('path')).toHaveCount(1)
  await expect(page.getByTestId('chart-compared-p50-table').locator('tbody tr').first().locator('td')).toHaveText([
    '43.8 ms',
  ])
  await expect(legend.last()).toBeDisabled()
  await legend.first().click()
  await expect(medians).toHaveText(['22.0 ms', '44.3 ms'])

  await expectClean(page, 'compare', EVERY_RULE)
  await page.getByTestId('set-baseline').click()
  await expect(page.getByTestId('set-baseline')).toHaveText('Make it the baseline')
  expect(await baselineOf(page)).toEqual([])
})

/** A chart of compared runs with these figures in its first second, that looks like none before. */
async function expectDrawn(
  page: Page,
  before: Set<string>,
  name: string,
  figures: readonly [string, string],
): Promise<void> {
  await expect(page.locator('[data-testid^="chart-compared-"][data-testid$="-table"]')).toHaveCount(1)
  const table = page.getByTestId(`chart-compared-${name}-table`)
  await expect(table.locator('tbody tr').first().locator('td')).toHaveText([...figures])
  await expect(table).toHaveAttribute('data-rows', '30')
  const canvas = page.getByTestId(`chart-compared-${name}`).locator('canvas').first()
  await expect
    .poll(async () => before.has(await canvas.evaluate((one) => (one as HTMLCanvasElement).toDataURL())))
    .toBe(false)
  before.add(await canvas.evaluate((one) => (one as HTMLCanvasElement).toDataURL()))
}

test('a trend shows where its scenario changed, without deleted runs', async ({ profile, launch }) => {
  storeRuns(profile, checkoutRuns())
  const app = await launch()
  const page = await app.firstWindow()
  await page.getByTestId('nav-trends').click()
  await expect(page.getByTestId('trend-run')).toHaveCount(8)
  await expectClean(page, 'trends', EVERY_RULE)
  await expect(page.getByTestId('change-point')).toHaveAttribute('data-run', 'slow-1')
  await expect(page.getByTestId('change-points')).toContainText('slower')
  await page.getByTestId('trend-metric').getByText('P50').click()
  await expect(page.getByTestId('trend-chart')).toHaveAttribute('aria-label', /^P50 of 8 runs of Checkout$/)

  // A click on a run opens it; from its report it becomes part of the baseline and is compared.
  await page.locator('[data-testid="trend-run"][data-run="slow-1"]').click()
  await expect(page.getByTestId('report')).toBeVisible()
  await page.getByTestId('toggle-baseline').click()
  await expect(page.getByTestId('toggle-baseline')).toHaveText('In the baseline')
  await page.getByTestId('toggle-baseline').click()
  await expect(page.getByTestId('toggle-baseline')).toHaveText('Add to baseline')
  await page.getByTestId('compare-run').click()
  await expect(page.getByTestId('comparison-sentence')).toHaveAttribute('data-run', 'slow-1')

  // A run that is deleted is part of no trend and no choice; undone, it is back.
  await page.getByTestId('nav-runs').click()
  await rowOf(page, 'slow-4').locator('input').check()
  await page.getByTestId('delete-chosen').click()
  await expect(rowOf(page, 'slow-4')).toHaveCount(0)
  await page.getByTestId('nav-trends').click()
  await expect(page.getByTestId('trend-run')).toHaveCount(7)
  await page.getByTestId('undo').last().click()
  await expect(page.getByTestId('trend-run')).toHaveCount(8)

  // A scenario all of whose runs are deleted is none to choose.
  await call(page, 'deleteRuns', { runIds: [...FAST, ...SLOW] })
  await page.getByTestId('nav-compare').click()
  await expect(page.getByText('Nothing to compare yet')).toBeVisible()
})

test('runs become the baseline of their scenario in the library, and stop being it', async ({ profile, launch }) => {
  storeRuns(profile, checkoutRuns())
  const app = await launch()
  const page = await app.firstWindow()
  await page.getByTestId('nav-runs').click()
  const badges = page.getByTestId('baseline-badge')

  await rowOf(page, 'fast-1').locator('input').check()
  await rowOf(page, 'fast-2').locator('input').check()
  await page.getByTestId('baseline-chosen').click()
  await page.getByTestId('make-baseline').click()
  await expect(badges).toHaveCount(2)
  await expect(rowOf(page, 'fast-2').getByTestId('baseline-badge')).toBeVisible()
  await undo(page, 'is 2 runs now')
  await expect(badges).toHaveCount(0)
  await page.getByTestId('baseline-chosen').click()
  await page.getByTestId('make-baseline').click()
  await expect(badges).toHaveCount(2)

  // One more, from its row.
  await rowOf(page, 'fast-3').getByTestId('run-actions').click()
  await page.getByRole('menuitem', { name: 'Baseline' }).hover()
  await page.getByTestId('add-to-baseline').click()
  await expect(badges).toHaveCount(3)
  expect(await baselineOf(page)).toEqual(['fast-1', 'fast-2', 'fast-3'])

  await page.getByTestId('open-baselines').click()
  const shown = page.getByTestId('baseline')
  await expect(shown).toContainText('Checkout')
  await expect(shown.getByRole('listitem')).toHaveCount(3)
  await expectClean(page, 'dialog of baselines', EVERY_RULE)
  await shown.getByRole('button', { name: 'Take fast-1 out of the baseline' }).click()
  await expect(shown.getByRole('listitem')).toHaveCount(2)
  await page.getByTestId('end-baseline').click()
  await expect(shown).toHaveCount(0)
  expect(await baselineOf(page)).toEqual([])
  await undo(page, 'no baseline any more')
  await expect(shown.getByRole('listitem')).toHaveCount(2)
  expect(await baselineOf(page)).toEqual(['fast-2', 'fast-3'])
})

test('a run of the app is judged by thresholds relative to the baseline', async ({ profile, launch }) => {
  storeRuns(profile, checkoutRuns().slice(0, 1))
  const target = await startSampleTarget()
  try {
    const app = await launch()
    const page = await app.firstWindow()

    // One run alone cannot be compared: the screen leads to the next.
    await page.getByTestId('nav-compare').click()
    await expect(page.getByText('One run so far')).toBeVisible()
    await page.getByRole('button', { name: 'Open its report' }).click()
    await page.getByTestId('toggle-baseline').click()
    await expect(page.getByTestId('toggle-baseline')).toHaveText('In the baseline')

    const { runId } = await call(page, 'startRun', { text: scenarioText(target.url, '/api/matches') })
    await page.getByTestId('nav-runs').click()
    // How well a busy machine measured is not the subject: that the run has ended, and how its thresholds were judged.
    await expect(rowOf(page, runId)).toHaveAttribute('data-status', /^(failed|error)$/, { timeout: 30_000 })
    await rowOf(page, runId).click()
    const rows = page.getByTestId('threshold-row')
    await expect(rows).toHaveCount(2)
    // No request is a thousand times as fast as the baseline, and none 500 times as slow.
    await expect(rows.filter({ hasText: 'baseline 43.0 ms - 99.9 %' })).toContainText('Missed')
    await expect(rows.filter({ hasText: 'baseline 43.0 ms + 50000 %' })).toContainText('Met')
    await page.getByTestId('compare-run').click()
    await expect(page.getByTestId('comparison-sentence')).toHaveAttribute('data-run', runId)
  } finally {
    await target.close()
  }
})
