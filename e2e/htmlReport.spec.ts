import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ElectronApplication, Page } from '@playwright/test'
import { root } from '../scripts/bootstrap/runtimeRecord.mjs'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { headlineFigures } from '../src/shared/runFacts.ts'
import type { RangeReport } from '../src/shared/report.ts'
import { byInterest, tagText } from '../src/shared/tagText.ts'
import { thresholdText } from '../src/shared/thresholds/format.ts'
import { formatCount, formatDuration, formatPercent, formatRate } from '../src/shared/units.ts'
import { answerFiles, call } from './api.ts'
import { expect, test } from './fixtures.ts'
import { fillLibrary, headroomCommand } from './library.ts'
import { shopScenario } from './screenshots/scenarios.ts'

/** The HTML report of a run, opened from its file in a window that may ask for nothing else. */
async function openHtml(app: ElectronApplication, page: Page, runId: string, file: string): Promise<Page> {
  await answerFiles(app, { save: file })
  await call(page, 'exportRuns', { runIds: [runId], format: 'html' })
  const opened = app.waitForEvent('window')
  await app.evaluate(async ({ BrowserWindow, session }, url) => {
    const isolated = session.fromPartition('report')
    const asked: string[] = []
    isolated.webRequest.onBeforeRequest((details, decide) => {
      asked.push(details.url)
      decide({ cancel: details.url !== url })
    })
    const window = new BrowserWindow({ width: 1200, height: 900, webPreferences: { session: isolated, sandbox: true } })
    Object.assign(globalThis, { reportFaults: [], reportAsked: asked })
    window.webContents.on('console-message', (_event, level: unknown, text: unknown) => {
      ;(globalThis as unknown as { reportFaults: unknown[] }).reportFaults.push([level, text])
    })
    await window.loadURL(url)
  }, pathToFileURL(file).href)
  return opened
}

/** Nothing went wrong in the window, and it asked for nothing but the file. */
async function expectNoFault(app: ElectronApplication, file: string): Promise<void> {
  const found = await app.evaluate(() => {
    const { reportFaults, reportAsked } = globalThis as unknown as { reportFaults: unknown[]; reportAsked: string[] }
    return { reportFaults, reportAsked }
  })
  expect(found).toEqual({ reportFaults: [], reportAsked: [pathToFileURL(file).href] })
}

/** Drags over the first chart of time, from one share of its width to another. */
async function drag(report: Page, from: number, to: number): Promise<void> {
  const chart = report.locator('svg[data-seconds]').first()
  await chart.scrollIntoViewIfNeeded()
  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart is not shown.')
  const at = (share: number): [number, number] => [box.x + box.width * (0.078 + share * 0.892), box.y + box.height / 2]
  await report.mouse.move(...at(from))
  await report.mouse.down()
  await report.mouse.move(...at(to))
  await report.mouse.up()
}

test('the HTML report opens from a file with no network and no fault, and shows a range', async ({
  profile,
  launch,
}, info) => {
  const [id = ''] = fillLibrary(profile, ['Shown'], 300)
  const app = await launch()
  const page = await app.firstWindow()
  const file = info.outputPath('report.html')
  const report = await openHtml(app, page, id, file)
  await expect(report.getByRole('heading', { level: 1 })).toHaveText('Shown')

  const chart = report.locator('svg[data-seconds]').first()
  const box = await chart.boundingBox()
  if (box === null) throw new Error('The chart is not shown.')
  const at = (share: number): [number, number] => [box.x + box.width * (0.078 + share * 0.892), box.y + box.height / 2]
  await report.mouse.move(...at(0.5))
  await expect(report.locator('.readout').first()).toContainText(/^2:\d\d: P95 \d/)
  await drag(report, 0.25, 0.75)
  await expect(report.getByLabel('from')).toHaveValue(/^1:1\d$/)
  await expect(report.locator('svg[data-seconds]').nth(1).locator('.ticks text').first()).toHaveText('1:30')
  await report.locator('#whole').click()
  await expect(report.getByLabel('from')).toHaveValue('0:00')
  await report.getByLabel('from').fill('2:00')
  await report.keyboard.press('Enter')
  await expect(report.locator('.ticks text').first()).toHaveText('2:00')

  await expectNoFault(app, file)
})

test('the HTML report of an imported run without its seconds offers no range, and its charts are read all the same', async ({
  profile,
  launch,
}, info) => {
  mkdirSync(profile, { recursive: true })
  const results = join(root, 'src/core/importers/results/testing/artillery.json')
  const imported = headroomCommand(['import', results, '--json', '--db', join(profile, 'headroom.db')])
  const app = await launch()
  const file = info.outputPath('report.html')
  const { id } = JSON.parse(imported) as { id: string }
  const report = await openHtml(app, await app.firstWindow(), id, file)
  await expect(report.getByRole('heading', { name: 'Response time as Artillery tells it' })).toBeVisible()
  await expect(report.locator('form.range')).toHaveCount(0)
  await report.locator('svg[data-seconds]').first().hover()
  await expect(report.locator('.readout').first()).toContainText(/^\d+:\d\d: P95 \d/)
  await expectNoFault(app, file)
})

test.describe('a range of the HTML report', () => {
  let target: SampleTarget
  test.beforeAll(async () => {
    target = await startSampleTarget()
  })
  test.afterAll(() => target.close())

  test('has the figures that the app merges from its database', async ({ app, page }, info) => {
    // A run of 12 s, and its report in a window of its own.
    test.slow()
    const { runId } = await call(page, 'startRun', { text: shopScenario(target.url, 12) })
    setTimeout(() => target.faults.set({ slowMs: 150 }), 6000)
    await page.getByTestId('nav-live').click()
    await page.getByTestId('open-report').click({ timeout: 40_000 })
    const file = info.outputPath('report.html')
    const report = await openHtml(app, page, runId, file)
    await expect(report.locator('form.range')).toContainText('in steps of 1.00 s')
    const whole = await shown(report)

    await report.getByLabel('from').fill('0:02')
    await report.getByLabel('to', { exact: true }).fill('0:05')
    await report.getByRole('button', { name: 'Show' }).click()
    await expect(report.locator('form.range b')).toHaveText('Part of the run')
    const answer = await call(page, 'rangeReport', { runId, range: { from: 2, to: 4 } })
    expect(answer.tags.length).toBeGreaterThan(3)
    await expect.poll(() => shown(report)).toEqual(expected(answer))
    expect(await shown(report)).not.toEqual(whole)
    await expect(report.getByRole('heading', { name: 'Steps' })).toHaveText('Steps from 0:02 to 0:05')

    await drag(report, 0.3, 0.9)
    await expect(report.getByLabel('from')).not.toHaveValue('0:02')
    const [from, to] = await Promise.all([
      report.getByLabel('from').inputValue(),
      report.getByLabel('to', { exact: true }).inputValue(),
    ])
    const dragged = { from: Number(from.slice(2)), to: Number(to.slice(2)) - 1 }
    const other = await call(page, 'rangeReport', { runId, range: dragged })
    await expect.poll(() => shown(report)).toEqual(expected(other))

    await report.locator('#whole').click()
    expect(await shown(report)).toEqual(whole)
    await expectNoFault(app, file)
  })
})

const SHOWN = {
  tiles: '.figures dd',
  steps: '[data-part=steps] td',
  values: '[data-part=thresholds] td:nth-child(5)',
  passes: '[data-part=checks] td:nth-child(3)',
  tags: '[data-part=tags] td:not(:first-child)',
} as const

/** Figures of the page: tiles, steps, thresholds, checks. */
function shown(report: Page): Promise<Record<string, string[]>> {
  return report.evaluate((selectors) => {
    const texts = (selector: string): string[] =>
      [...document.querySelectorAll(selector)].map((cell) => cell.textContent.trim())
    return Object.fromEntries(Object.entries(selectors).map(([name, selector]) => [name, texts(selector)]))
  }, SHOWN)
}

/** The same of what the app tells. */
function expected({ summary: told, tags }: RangeReport): Record<string, string[]> {
  const { steps, thresholds, checks, ...summary } = told
  return {
    tiles: headlineFigures({ ...summary, steps, thresholds, checks }).map(({ value }) => value),
    steps: steps.flatMap(({ name, count, rate, p50, p95, p99, failed }) => [
      name,
      formatCount(count),
      formatRate(rate),
      formatDuration(p50 * 1000),
      formatDuration(p95 * 1000),
      formatDuration(p99 * 1000),
      formatPercent(failed),
    ]),
    values: thresholds.map((result) => thresholdText(result).value),
    passes: checks.map(({ passes }) => formatCount(passes)),
    tags: tagCells(tags),
  }
}

/** In the order of the page: by tag, the most frequent value first. */
function tagCells(tags: RangeReport['tags']): string[] {
  const names = [...new Set(tags.map(({ tag }) => tag))].toSorted(byInterest)
  const rows = names.flatMap((name) =>
    tags.filter(({ tag }) => tag === name).toSorted((one, other) => other.count - one.count),
  )
  return rows.flatMap(({ tag, value, count, rate, p50Us, p95Us, p99Us, failedShare }) => [
    tagText(tag, value),
    formatCount(count),
    formatRate(rate),
    formatDuration(p50Us),
    formatDuration(p95Us),
    formatDuration(p99Us),
    formatPercent(failedShare),
  ])
}

test('the command line prints a run as PDF with the runtime of the app', ({ profile }, info) => {
  const [id = ''] = fillLibrary(profile, ['To be printed'])
  const file = info.outputPath('run.pdf')
  headroomCommand(['report', id, '--db', join(profile, 'headroom.db'), '--out', `pdf=${file}`])
  const pdf = readFileSync(file, 'latin1')
  expect(pdf.slice(0, 5)).toBe('%PDF-')
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBeGreaterThan(1)
  expect(pdf).toMatch(/\/Title\s*\(.*To be printed/)
})
