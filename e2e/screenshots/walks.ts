import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { root } from '../../scripts/bootstrap/runtimeRecord.mjs'
import type { SampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { call } from '../api.ts'
import { observedShopScenario } from './scenarios.ts'

// Ways to the states of screens that take more than a click.

const LIVE_SECONDS = 600
const MOST_SLIDES = 12

/** Clicks a part, and waits for what opens. */
export async function opens(page: Page, testId: string, role: 'menu' | 'dialog' | 'option'): Promise<void> {
  await page.getByTestId(testId).first().click()
  await page.getByRole(role).first().waitFor()
}

/** A template on the desk, in place of what an earlier walk left there. */
export async function openTemplate(page: Page): Promise<void> {
  await page.getByTestId('nav-home').click()
  await page.getByTestId('template-smoke').click()
  const discard = page.getByTestId('discard-changes')
  await discard.or(page.getByTestId('editor')).first().waitFor()
  if (await discard.isVisible()) await discard.click()
}

/** Another text in the editor, as a user puts it there. */
export async function write(page: Page, text: string): Promise<void> {
  await openTemplate(page)
  await page.getByTestId('editor').locator('.cm-content').click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

/** What is found before a run against a system whose database is away. */
export async function openPreflight(page: Page, target: SampleTarget): Promise<void> {
  target.faults.set({ database: 'away', for: '10s' })
  await write(page, observedShopScenario(target.url, LIVE_SECONDS))
  await page.getByRole('heading', { name: 'Volunteer portal' }).waitFor()
  await page.getByTestId('run-scenario').click()
  await page.getByTestId('preflight').waitFor()
}

export async function openCompare(page: Page, scenario: string): Promise<void> {
  await page.getByTestId('nav-compare').click()
  await chooseScenario(page, 'compare-scenario', scenario)
  await page.getByTestId('comparison').waitFor()
}

/** Further runs are judged beside the newest one. */
export async function openCompareOf(page: Page, scenario: string, runs: readonly string[]): Promise<void> {
  await openCompare(page, scenario)
  for (const run of runs) {
    await page.getByTestId('compare-runs').fill(run)
    await page.getByRole('option', { name: run }).click()
  }
  await page.keyboard.press('Escape')
  await page.getByTestId('comparison-sentence').nth(runs.length).waitFor()
}

export async function openTrends(page: Page, scenario: string): Promise<void> {
  await page.getByTestId('nav-trends').click()
  await chooseScenario(page, 'trend-scenario', scenario)
  await page.getByTestId('trend-chart').waitFor()
}

export async function chooseScenario(page: Page, select: string, scenario: string): Promise<void> {
  await page.getByTestId(select).click()
  await page.getByRole('option', { name: scenario }).click()
}

/** The newest run of that name and state. */
export async function openRun(page: Page, name: string, status = 'passed'): Promise<void> {
  await page.getByTestId('nav-runs').click()
  await page.locator(`[data-testid=run-row][data-status=${status}]`).filter({ hasText: name }).first().click()
  await page.getByTestId('report').waitFor()
}

/** A slide of that run's presentation, by its title. */
export async function openSlide(page: Page, name: string, status: string, title: string): Promise<void> {
  await openRun(page, name, status)
  await page.getByTestId('present-run').click()
  await page.getByTestId('present').getByTestId('verdict').waitFor()
  for (let step = 0; step < MOST_SLIDES; step++) {
    if ((await page.getByTestId('slide-title').innerText()) === title) return
    await page.keyboard.press('ArrowRight')
  }
  throw new Error(`No slide is called ${title}.`)
}

/** A run that goes on, with some failures, as long as the screens are looked at. */
export async function openLive(page: Page, target: SampleTarget): Promise<void> {
  const live = await call(page, 'liveRun', undefined)
  if (live === null || live.tick.phase !== 'running') {
    target.faults.set({ errorPercent: 3 })
    await call(page, 'startRun', { text: observedShopScenario(target.url, LIVE_SECONDS) })
    await page.waitForTimeout(15_000)
  }
  await page.getByTestId('nav-live').click()
  await page.getByTestId('live').waitFor()
}

/** The short form of the circuit breaker template, while its breaker is open; in place of the run that goes on. */
export async function openLiveBreaker(page: Page, target: SampleTarget): Promise<void> {
  const live = await call(page, 'liveRun', undefined)
  if (live !== null && live.tick.phase !== 'finished') await call(page, 'abortRun', { runId: live.tick.runId })
  await page.getByTestId('nav-live').click()
  await page.getByTestId('open-report').waitFor()
  await call(page, 'startRun', { text: breakerScenario(), env: { BASE_URL: target.url }, short: true })
  await page.getByTestId('breaker').getByText('OPEN', { exact: true }).first().waitFor()
}

export function breakerScenario(): string {
  return readFileSync(join(root, 'resources', 'templates', 'circuit-breaker.headroom.yaml'), 'utf8')
}
