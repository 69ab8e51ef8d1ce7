import type { Page } from '@playwright/test'
import type { SampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { ALONE, LONG, MANY, TOTALS_ONLY, UNCERTAIN, UNJUDGED } from './extremes.ts'
import { IMPORTED } from './seed.ts'
import {
  chooseScenario,
  openCompare,
  openCompareOf,
  openLive,
  openLiveBreaker,
  openPreflight,
  openRun,
  openSlide,
  openTemplate,
  openTrends,
  opens,
  write,
} from './walks.ts'

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

const to =
  (place: string) =>
  (page: Page): Promise<void> =>
    page.getByTestId(`nav-${place}`).click()

/** What an app shows that has no run yet. */
export const EMPTY_SCREENS: readonly ScreenShot[] = ['home', 'scenario', 'live', 'runs', 'compare', 'trends'].map(
  (place) => ({ name: `${place}-empty`, open: to(place) }),
)

const SLIDES = [
  ['verdict', 'Verdict'],
  ['response', 'Response time'],
  ['load', 'Load and errors'],
  ['spread', 'How response times spread'],
  ['steps', 'Steps'],
  ['baseline', 'Beside the baseline'],
  ['replay', 'Replay'],
] as const
const MANY_RUNS = ['night-3', 'night-4', 'night-5', 'night-6', 'night-7']

/** Every screen of the app, in the order in which they are walked through. Whoever adds a screen adds it here. */
export const SCREENS: readonly ScreenShot[] = [
  { name: 'home', open: to('home') },
  {
    name: 'appearance-menu',
    async open(page) {
      await to('home')(page)
      await page.getByRole('button', { name: 'Appearance' }).click()
    },
  },
  {
    name: 'palette',
    async open(page) {
      await to('home')(page)
      await page.getByTestId('open-palette').click()
      await page.getByPlaceholder(/Search commands/).waitFor()
    },
  },
  {
    name: 'schedule-dialog',
    async open(page) {
      await to('home')(page)
      await page.getByTestId('plan-run').click()
      await page.getByText('Repeatedly', { exact: true }).click()
      await page.getByTestId('plan-cron').waitFor()
    },
  },
  {
    name: 'scenario',
    async open(page) {
      await openTemplate(page)
      await page.getByTestId('overview').getByText('VUs').first().waitFor()
    },
  },
  {
    name: 'scenario-problem',
    async open(page) {
      await write(page, 'headroom: 1\nname: Wrong\ntarget: { baseUrl: http://127.0.0.1:4700 }\nflow: {}\nthre')
      await page.getByTestId('problem').first().waitFor()
      await page.keyboard.press('Control+Space')
    },
  },
  {
    name: 'unsaved-dialog',
    async open(page) {
      await write(page, 'headroom: 1\nname: Changed\n')
      await to('home')(page)
      await opens(page, 'template-smoke', 'dialog')
    },
  },
  { name: 'preflight', open: openPreflight },
  { name: 'settings', open: to('settings'), scrolled: [0, 700] },
  {
    name: 'settings-retention',
    async open(page) {
      await to('settings')(page)
      await page.getByTestId('retention-runs').fill('5')
      await page.getByTestId('check').click()
    },
  },
  { name: 'runs', open: to('runs') },
  {
    name: 'runs-menu',
    async open(page) {
      await to('runs')(page)
      await opens(page, 'run-actions', 'menu')
    },
  },
  {
    name: 'runs-filter',
    async open(page) {
      await to('runs')(page)
      await opens(page, 'runs-status', 'option')
    },
  },
  {
    name: 'runs-tags',
    async open(page) {
      await to('runs')(page)
      await opens(page, 'run-actions', 'menu')
      await page.getByRole('menuitem', { name: 'Tags' }).click()
      await page.getByTestId('save-edit').waitFor()
    },
  },
  {
    name: 'runs-chosen',
    async open(page) {
      await to('runs')(page)
      await page.getByTestId('run-row').first().focus()
      await page.keyboard.press('Space')
    },
  },
  {
    name: 'runs-no-match',
    async open(page) {
      await to('runs')(page)
      await page.getByTestId('runs-search').fill('nothing of this name')
      await page.getByText('No run matches').waitFor()
    },
  },
  {
    name: 'compare',
    async open(page) {
      await page.getByTestId('nav-runs').click()
      await page.getByTestId('runs-search').fill('')
      await openCompare(page, IMPORTED)
    },
    scrolled: [0, 700],
  },
  {
    name: 'compare-picker',
    async open(page) {
      await openCompare(page, IMPORTED)
      await opens(page, 'compare-base', 'option')
    },
  },
  { name: 'compare-doubtful', open: (page) => openCompare(page, 'Volunteer portal'), scrolled: [0, 700] },
  { name: 'compare-many', open: (page) => openCompareOf(page, MANY, MANY_RUNS), scrolled: [0, 900] },
  { name: 'compare-uncertain', open: (page) => openCompare(page, UNCERTAIN) },
  { name: 'compare-invalid', open: (page) => openCompare(page, LONG), scrolled: [0, 700] },
  { name: 'compare-totals', open: (page) => openCompare(page, TOTALS_ONLY), scrolled: [0, 700] },
  {
    name: 'compare-one-run',
    async open(page) {
      await page.getByTestId('nav-compare').click()
      await chooseScenario(page, 'compare-scenario', ALONE)
      await page.getByText('One run so far').waitFor()
    },
  },
  {
    name: 'compare-nothing-chosen',
    async open(page) {
      await openCompare(page, UNCERTAIN)
      await page.getByTestId('compare-base').press('Backspace')
      await page.getByText('Choose what to compare').waitFor()
    },
  },
  { name: 'trends', open: (page) => openTrends(page, IMPORTED) },
  { name: 'trends-targets', open: (page) => openTrends(page, 'Volunteer portal') },
  { name: 'report-passed', open: (page) => openRun(page, 'Smoke test'), scrolled: [0, 700, 1400, 2100] },
  {
    name: 'report-failed',
    open: (page) => openRun(page, 'Volunteer portal', 'failed'),
    scrolled: [0, 700, 1400, 2100],
  },
  { name: 'report-imported', open: (page) => openRun(page, IMPORTED) },
  {
    name: 'report-range',
    async open(page) {
      await openRun(page, 'Volunteer portal')
      await page.getByRole('slider', { name: 'Range begins' }).press('ArrowRight')
      await page.getByTestId('range-reset').waitFor()
    },
  },
  {
    name: 'report-export',
    async open(page) {
      await openRun(page, 'Volunteer portal')
      await opens(page, 'export-menu', 'menu')
    },
  },
  {
    name: 'report-example',
    async open(page) {
      await openRun(page, 'Volunteer portal', 'failed')
      await page.getByTestId('exemplar-row').first().click()
      await page.getByTestId('exemplar-detail').waitFor()
    },
  },
  { name: 'report-failures', open: (page) => openRun(page, 'Volunteer portal', 'failed'), part: 'failures' },
  { name: 'report-observed', open: (page) => openRun(page, 'Volunteer portal', 'failed'), part: 'observed' },
  { name: 'report-thresholds', open: (page) => openRun(page, 'Volunteer portal', 'failed'), part: 'thresholds' },
  { name: 'report-breaker', open: (page) => openRun(page, 'Circuit breaker'), part: 'breaker' },
  { name: 'report-streams', open: (page) => openRun(page, 'Reading assistant'), scrolled: [0, 700, 1400] },
  { name: 'report-doubtful', open: (page) => openRun(page, 'Status poll') },
  ...SLIDES.map(([slide, title]) => ({
    name: `present-${slide}`,
    open: (page: Page) => openSlide(page, 'Volunteer portal', 'failed', title),
  })),
  ...SLIDES.map(([slide, title]) => ({
    name: `present-long-${slide}`,
    open: (page: Page) => openSlide(page, LONG, 'failed', title),
  })),
  { name: 'present-breaker-verdict', open: (page) => openSlide(page, 'Circuit breaker', 'passed', 'Verdict') },
  { name: 'present-breaker', open: (page) => openSlide(page, 'Circuit breaker', 'passed', 'Circuit breaker') },
  {
    name: 'present-breaker-replay',
    async open(page) {
      await openSlide(page, 'Circuit breaker', 'passed', 'Replay')
      await page.getByTestId('breaker').getByText('OPEN', { exact: true }).first().waitFor()
      await page.keyboard.press('Space')
    },
    part: 'breaker',
  },
  { name: 'present-totals', open: (page) => openSlide(page, TOTALS_ONLY, 'passed', 'Verdict') },
  { name: 'present-unjudged', open: (page) => openSlide(page, UNJUDGED, 'passed', 'Verdict') },
  {
    name: 'present-keys',
    async open(page) {
      await openSlide(page, 'Volunteer portal', 'failed', 'Verdict')
      await page.keyboard.press('?')
      await page.getByTestId('key-help').getByRole('dialog').waitFor()
    },
  },
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
  {
    name: 'live-filter',
    async open(page, target) {
      await openLive(page, target)
      await opens(page, 'filter-open', 'dialog')
    },
  },
  {
    name: 'live-note',
    async open(page, target) {
      await openLive(page, target)
      await opens(page, 'note-open', 'dialog')
    },
  },
  {
    name: 'live-abort',
    async open(page, target) {
      await openLive(page, target)
      await opens(page, 'abort-run', 'dialog')
    },
  },
  { name: 'live-breaker', open: openLiveBreaker, part: 'breaker' },
]
