import { type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { expectClean } from './axe.ts'
import { expect, test } from './fixtures.ts'
import { fillLibrary } from './library.ts'

// Every screen and everything that opens on it, light and dark: one walk through an app without runs, one
// through a library, one beside a run; slides in present.spec.ts.
test.describe.configure({ timeout: 150_000 })

test('an app without runs is free of accessibility faults', async ({ page }) => {
  await expect(page.getByText('No run yet')).toBeVisible()
  await expect(page.getByTestId('template-smoke')).toBeVisible()
  await expectClean(page, 'home without runs')
  for (const [place, title] of [
    ['scenario', 'No scenario is open'],
    ['live', 'No run yet'],
    ['runs', 'No run yet'],
    ['compare', 'Nothing to compare yet'],
    ['trends', 'No trend yet'],
  ] as const) {
    await page.getByTestId(`nav-${place}`).click()
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    await expectClean(page, `${place} without runs`)
  }
  await page.getByTestId('nav-settings').click()
  await expect(page.getByTestId('storage-facts')).toBeVisible()
  await expectClean(page, 'settings without runs')
  await page.getByRole('button', { name: 'Appearance' }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await expectClean(page, 'menu of appearances')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByText('Run demo').last()).toBeVisible()
  await expectClean(page, 'palette')
  await page.keyboard.type('nothing of this name')
  await expect(page.getByText('Nothing has that name')).toBeVisible()
  await expectClean(page, 'palette that finds nothing')
  await page.keyboard.press('Escape')

  await page.getByTestId('nav-home').click()
  await page.getByTestId('plan-run').click()
  await page.getByText('Repeatedly', { exact: true }).click()
  await expect(page.getByTestId('plan-cron')).toBeVisible()
  await expectClean(page, 'dialog of a planned run')
})

const row = (page: Page): Locator => page.getByTestId('run-row').first()

async function openRowMenu(page: Page, item?: string): Promise<void> {
  await row(page).getByTestId('run-actions').click()
  await expect(page.getByRole('menu')).toBeVisible()
  if (item !== undefined) await page.getByRole('menuitem', { name: item, exact: true }).click()
}

test('the library, comparisons, trends and settings are free of accessibility faults', async ({ profile, launch }) => {
  fillLibrary(profile, ['Portal', 'Portal', 'Portal', 'Portal'])
  const app = await launch()
  const page = await app.firstWindow()
  // What was imported is doubted, and says so wherever its figures stand.
  await expect(page.getByTestId('validity-icon')).toHaveCount(4)
  await expectClean(page, 'home')

  await page.getByTestId('nav-runs').click()
  await expect(page.getByTestId('run-row')).toHaveCount(4)
  await expectClean(page, 'runs')
  await page.getByTestId('runs-status').click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await expectClean(page, 'filter of runs')
  await page.keyboard.press('Escape')
  await openRowMenu(page)
  await expectClean(page, 'menu of a run')
  await page.keyboard.press('Escape')
  for (const part of ['Rename', 'Tags', 'Note']) {
    await openRowMenu(page, part)
    await expect(page.getByTestId('save-edit')).toBeVisible()
    await expectClean(page, `dialog ${part}`)
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('save-edit')).toHaveCount(0)
  }
  await row(page).focus()
  await page.keyboard.press('Space')
  await expect(page.getByTestId('chosen-bar')).toBeVisible()
  await expectClean(page, 'a chosen run')
  await page.keyboard.press('Delete')
  await expect(page.getByTestId('undo')).toBeVisible()
  await expectClean(page, 'undo of a deletion')
  await page.getByTestId('runs-deleted').click()
  await expect(page.getByTestId('runs-count')).toHaveText('1 deleted run')
  await expectClean(page, 'deleted runs')
  await page.getByTestId('undo').click()
  await expect(page.getByText('No deleted run')).toBeVisible()
  await expectClean(page, 'no deleted run')
  await page.getByTestId('runs-deleted').click()
  await page.getByTestId('runs-search').fill('nothing of this name')
  await expect(page.getByText('No run matches')).toBeVisible()
  await expectClean(page, 'no run that matches')

  await page.getByTestId('nav-compare').click()
  await expect(page.getByTestId('comparison')).toBeVisible()
  await page.getByTestId('set-baseline').click()
  await expect(page.getByText('The baseline of results.jtl is one run now.')).toBeVisible()
  await expectClean(page, 'compare')
  await page.getByTestId('compare-base').click()
  await expect(page.getByRole('option').first()).toBeVisible()
  await expectClean(page, 'runs to compare with')
  await page.keyboard.press('Escape')

  await page.getByTestId('nav-trends').click()
  await expect(page.getByTestId('trend-run')).toHaveCount(4)
  await expectClean(page, 'trends')
  await page.getByTestId('trend-run').last().click()
  await expect(page.getByTestId('report')).toBeVisible()
  await page.getByTestId('export-menu').click()
  await expect(page.getByTestId('export-html')).toBeVisible()
  await expectClean(page, 'report of an imported run, menu of formats')
  await page.keyboard.press('Escape')

  await page.getByTestId('nav-settings').click()
  await page.getByTestId('retention-runs').fill('2')
  await expect(page.getByTestId('retention-preview')).toContainText('Portal')
  await page.getByTestId('check').click()
  await expect(page.getByText('The database is whole.')).toBeVisible()
  await expectClean(page, 'settings')
})

/** From now on these questions have no answer but an error. */
async function fail(app: ElectronApplication, calls: readonly string[]): Promise<void> {
  await app.evaluate(({ ipcMain }, names) => {
    const error = { code: 'STORE_DAMAGED', message: 'The database is damaged.', hint: 'Put a backup in its place.' }
    for (const name of names) {
      ipcMain.removeHandler(name)
      ipcMain.handle(name, () => ({ ok: false, error }))
    }
  }, calls)
}

test('what cannot be read is said on every screen, free of accessibility faults', async ({ app, page }) => {
  await expect(page.getByText('No run yet')).toBeVisible()
  await fail(app, ['listRuns', 'listScenarios', 'listTemplates', 'recentScenarios', 'listSchedules', 'libraryState'])
  await page.getByTestId('nav-scenario').click()
  for (const place of ['home', 'runs', 'compare', 'trends', 'settings']) {
    await page.getByTestId(`nav-${place}`).click()
    await expect(page.getByText('The database is damaged.').first()).toBeVisible()
    await expectClean(page, `${place} with an error`)
  }
})

test('a run from the scenario to the report is free of accessibility faults', async ({ page }) => {
  await expect(page.getByTestId('run-demo')).toBeVisible()
  await page.getByTestId('template-smoke').click()
  await expect(page.getByTestId('overview')).toContainText('VUs')
  await expectClean(page, 'scenario')
  await page.getByTestId('editor').locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('headroom: 1\nname: Wrong\nthre')
  await expect(page.getByTestId('problem').first()).toBeVisible()
  await expectClean(page, 'scenario with problems')
  await page.keyboard.press('Control+Space')
  await expect(page.locator('.cm-tooltip-autocomplete')).toBeVisible()
  await expectClean(page, 'completion')
  await page.keyboard.press('Escape')
  await page.getByTestId('nav-home').click()
  await page.getByTestId('template-smoke').click()
  await expect(page.getByTestId('discard-changes')).toBeVisible()
  await expectClean(page, 'dialog of unsaved changes')
  await page.getByTestId('discard-changes').click()
  await expect(page.getByTestId('overview')).toContainText('VUs')
  await page.getByTestId('nav-home').click()
  await page.getByTestId('run-demo').click()
  await expect(page.getByTestId('tile-p95-value')).toHaveText(/(µs|ms|s)$/, { timeout: 15_000 })
  await expectClean(page, 'live')
  await page.getByTestId('stop-run').click()
  await page.getByTestId('open-report').click({ timeout: 20_000 })
  await expect(page.getByTestId('report')).toBeVisible()
  await expect(page.getByTestId('chart-heat-map')).toBeVisible()
  await expectClean(page, 'report')
  await page.getByRole('slider', { name: 'Range begins' }).press('ArrowRight')
  await expect(page.getByTestId('range-reset')).toBeVisible()
  await expectClean(page, 'report of a range')
})
