import { writeFileSync } from 'node:fs'
import type { ElectronApplication, Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { call, scenarioText } from './api.ts'
import { expect, test } from './fixtures.ts'
import { fillLibrary } from './library.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget({ latencyScale: 0.1 })
})
test.afterAll(() => target.close())

const MOST_STOPS = 80

/** Goes on with the Tab key until a part has the focus; on the way every stop must be seen to have it. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab')
    const { at, seen } = await page.evaluate(() => {
      const focused = document.activeElement
      if (!(focused instanceof HTMLElement)) return { at: 'nothing', seen: false }
      const { outlineStyle, outlineWidth } = getComputedStyle(focused)
      const id = focused.dataset['testid'] ?? focused.outerHTML.slice(0, 120)
      return { at: id, seen: focused.matches(':focus-visible') && outlineStyle !== 'none' && outlineWidth !== '0px' }
    })
    if (at === testId) return
    expect(seen, `the focus is seen on ${at}`).toBe(true)
  }
  throw new Error(`The Tab key does not reach ${testId}.`)
}

/** A command of the palette by its name, as typed. */
async function command(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByPlaceholder(/Search commands/)).toBeFocused()
  await page.keyboard.type(typed)
  await expect(page.locator('[data-selected]')).toContainText(typed)
  await page.keyboard.press('Enter')
}

/** As a user opens it: the native dialog gives the file. */
async function openFile(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await page.getByRole('button', { name: 'Open scenario' }).click()
  await expect(page.getByTestId('editor')).toContainText('Two users')
}

test('a recent scenario is opened, run and read with the keyboard alone, and Escape leads back', async ({
  app,
  page,
}, info) => {
  const file = info.outputPath('two.headroom.yaml')
  writeFileSync(file, scenarioText(target.url, '3s'))
  await openFile(app, page, file)
  await page.reload()
  await expect(page.getByRole('button', { name: /Two users/ })).toContainText(file)

  await command(page, 'Two users')
  await expect(page.getByTestId('overview')).toContainText('VUs')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByTestId('verdict')).toHaveText('Passed', { timeout: 20_000 })
  await tabTo(page, 'open-report')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('report')).toContainText('http_req_failed')
  await tabTo(page, 'present-run')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('live')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('editor')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('run-demo')).toBeVisible()
  await tabTo(page, 'run-demo')
})

test('the recent scenario on the home screen opens its file', async ({ app, page }, info) => {
  const file = info.outputPath('two.headroom.yaml')
  writeFileSync(file, scenarioText(target.url, '3s'))
  await openFile(app, page, file)
  await page.getByTestId('nav-home').click()
  await page.getByRole('button', { name: /Two users/ }).click()
  await expect(page.getByTestId('editor')).toContainText(target.url)
})

test('the palette leads to every screen', async ({ page }) => {
  for (const [typed, heading] of [
    ['Scenario', 'No scenario is open'],
    ['Live', 'No run yet'],
    ['Runs', 'Runs'],
    ['Compare', 'Nothing to compare yet'],
    ['Trends', 'No trend yet'],
    ['Settings', 'Settings'],
    ['Home', 'Find out how much your system can take'],
  ] as const) {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByPlaceholder(/Search commands/)).toBeFocused()
    await page.keyboard.type(typed)
    await page.getByRole('dialog').getByText(typed, { exact: true }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
  }
})

test('appearance, place and size of the window are as they were left', async ({ launch }) => {
  const app = await launch()
  const page = await app.firstWindow()
  const place = { x: 40, y: 30, width: 1180, height: 720 }
  await app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
  await page.getByTestId('nav-settings').click()
  await page.getByTestId('settings').getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await app.close()

  const again = await launch()
  const later = await again.firstWindow()
  await expect(later.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  expect(await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(place)
  await later.getByRole('button', { name: 'Appearance' }).click()
  await later.getByRole('menuitem', { name: 'Light' }).click()
  await expect(later.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
})

test('an app that was closed in a presentation begins at its usual size', async ({ profile, launch }) => {
  fillLibrary(profile, ['Portal'])
  const app = await launch()
  const page = await app.firstWindow()
  await page.getByTestId('run-row').click()
  const width = await page.evaluate(() => innerWidth)
  await page.getByTestId('present-run').click()
  await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBeGreaterThan(1)
  await app.close()

  const again = await (await launch()).firstWindow()
  await expect(again.getByTestId('run-row')).toBeVisible()
  expect(await again.evaluate(() => [innerWidth, devicePixelRatio])).toEqual([width, 1])
})

test('runs that are chosen in the library are compared', async ({ profile, launch }) => {
  const [newer = '', older = ''] = fillLibrary(profile, ['Portal', 'Portal'])
  const page = await (await launch()).firstWindow()
  await page.getByTestId('nav-runs').click()
  for (const id of [newer, older]) await page.locator(`[data-run="${id}"] input[type=checkbox]`).click()
  await page.getByTestId('compare-chosen').click()
  await expect(page.getByTestId('comparison-sentence')).toHaveAttribute('data-run', newer)
  await expect(page.getByTestId('compare')).toContainText(older)
})

test('the number of virtual users of a controlled run is changed on the live screen', async ({ page }) => {
  const text = scenarioText(target.url, '1m')
  const load = 'executor: externally-controlled, flow: look, vus: 1, maxVUs: 9'
  const { runId } = await call(page, 'startRun', {
    text: text.replace('executor: constant-vus, flow: look, vus: 2', load),
  })
  await page.getByTestId('nav-live').click()
  await expect(page.getByTestId('tile-vus-value')).toHaveText('1 VU', { timeout: 15_000 })
  const slider = page.getByRole('slider', { name: 'VUs of two' })
  for (let vus = 1; vus < 5; vus++) await slider.press('ArrowRight')
  await expect(page.getByTestId('tile-vus-value')).toHaveText('5 VUs', { timeout: 10_000 })
  await call(page, 'abortRun', { runId })
})
