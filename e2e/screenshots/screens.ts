import type { Page } from '@playwright/test'
import type { SampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { call } from '../api.ts'
import { observedShopScenario } from './scenarios.ts'

/** A screen, or a state of one that is worth looking at. */
export interface ScreenShot {
  /** The file's name. */
  name: string
  /** Brings the app there. */
  open: (page: Page, target: SampleTarget) => Promise<void>
  /** Further down the same screen: how far `main` is scrolled, in pixels. */
  scrolled?: readonly number[]
  /** Test id of the part that is brought to the top instead. */
  part?: string
}

const LIVE_SECONDS = 600

/** Every screen of the app, in the order in which they are walked through. Whoever adds a screen adds it here. */
export const SCREENS: readonly ScreenShot[] = [
  { name: 'home', open: (page) => page.getByTestId('nav-home').click() },
  {
    name: 'scenario',
    async open(page) {
      await openTemplate(page)
      await page.getByTestId('overview').getByText('VUs').first().waitFor()
    },
  },
  {
    name: 'schedule-dialog',
    async open(page) {
      await page.getByTestId('nav-home').click()
      await page.getByTestId('plan-run').click()
      await page.getByText('Repeatedly', { exact: true }).click()
      await page.getByTestId('plan-cron').waitFor()
    },
  },
  { name: 'preflight', open: openPreflight },
  { name: 'settings', open: (page) => page.getByTestId('nav-settings').click(), scrolled: [0, 700] },
  { name: 'runs', open: (page) => page.getByTestId('nav-runs').click() },
  { name: 'compare', open: openCompare, scrolled: [0, 700] },
  {
    name: 'trends',
    async open(page) {
      await page.getByTestId('nav-trends').click()
      await choosePortal(page, 'trend-scenario')
    },
  },
  { name: 'report-passed', open: (page) => openRun(page, 'Smoke test'), scrolled: [0, 700, 1400, 2100] },
  {
    name: 'report-failed',
    open: (page) => openRun(page, 'Volunteer portal', 'failed'),
    scrolled: [0, 700, 1400, 2100],
  },
  {
    name: 'report-range',
    async open(page) {
      await openRun(page, 'Volunteer portal')
      await page.getByRole('slider', { name: 'Range begins' }).press('ArrowRight')
      await page.getByTestId('range-reset').waitFor()
    },
  },
  { name: 'report-failures', open: (page) => openRun(page, 'Volunteer portal', 'failed'), part: 'failures' },
  { name: 'report-observed', open: (page) => openRun(page, 'Volunteer portal', 'failed'), part: 'observed' },
  { name: 'report-thresholds', open: (page) => openRun(page, 'Volunteer portal', 'failed'), part: 'thresholds' },
  { name: 'report-streams', open: (page) => openRun(page, 'Reading assistant'), scrolled: [0, 700, 1400] },
  { name: 'report-doubtful', open: (page) => openRun(page, 'Status poll') },
  {
    name: 'palette',
    async open(page) {
      await page.getByTestId('nav-home').click()
      await page.getByTestId('open-palette').click()
      await page.getByPlaceholder(/Search commands/).waitFor()
    },
  },
  ...['verdict', 'response', 'load', 'spread', 'steps', 'replay'].map((slide, place) => ({
    name: `present-${slide}`,
    open: (page: Page) => openSlide(page, place),
  })),
  { name: 'live', open: openLive },
  {
    name: 'live-failures',
    async open(page, target) {
      await openLive(page, target)
      await page.getByTestId('tab-failures').click()
    },
  },
  {
    name: 'live-observed',
    async open(page, target) {
      await openLive(page, target)
      await page.getByTestId('tab-observed').click()
    },
    part: 'observed',
  },
]

/** A template on the desk, in place of what an earlier walk left there. */
async function openTemplate(page: Page): Promise<void> {
  await page.getByTestId('nav-home').click()
  await page.getByTestId('template-smoke').click()
  const discard = page.getByTestId('discard-changes')
  await discard.or(page.getByTestId('editor')).first().waitFor()
  if (await discard.isVisible()) await discard.click()
}

/** What is found before a run against a system whose database is away. */
async function openPreflight(page: Page, target: SampleTarget): Promise<void> {
  target.faults.set({ database: 'away', for: '10s' })
  await openTemplate(page)
  await page.getByTestId('editor').locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(observedShopScenario(target.url, LIVE_SECONDS))
  await page.getByRole('heading', { name: 'Volunteer portal' }).waitFor()
  await page.getByTestId('run-scenario').click()
  await page.getByTestId('preflight').waitFor()
}

async function openCompare(page: Page): Promise<void> {
  await page.getByTestId('nav-compare').click()
  await choosePortal(page, 'compare-scenario')
  await page.getByTestId('comparison').waitFor()
}

async function choosePortal(page: Page, select: string): Promise<void> {
  await page.getByTestId(select).click()
  await page.getByRole('option', { name: 'Volunteer portal' }).click()
}

async function openRun(page: Page, name: string, status = 'passed'): Promise<void> {
  await page.getByTestId('nav-runs').click()
  await page.locator(`[data-testid=run-row][data-status=${status}]`).filter({ hasText: name }).first().click()
  await page.getByTestId('report').waitFor()
}

async function openSlide(page: Page, place: number): Promise<void> {
  await openRun(page, 'Volunteer portal', 'failed')
  await page.getByTestId('present-run').click()
  await page.getByTestId('present').getByTestId('verdict').waitFor()
  for (let step = 0; step < place; step++) await page.keyboard.press('ArrowRight')
}

/** A run that goes on, with some failures, as long as the screens are looked at. */
async function openLive(page: Page, target: SampleTarget): Promise<void> {
  const live = await call(page, 'liveRun', undefined)
  if (live === null || live.tick.phase !== 'running') {
    target.faults.set({ errorPercent: 3 })
    await call(page, 'startRun', { text: observedShopScenario(target.url, LIVE_SECONDS) })
    await new Promise((resolve) => setTimeout(resolve, 15_000))
  }
  await page.getByTestId('nav-live').click()
  await page.getByTestId('live').waitFor()
}
