import { existsSync, statSync } from 'node:fs'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { type SampleTarget, startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { CANVAS } from '../src/renderer/charts/colors.ts'
import { formatDuration } from '../src/shared/units.ts'
import { shopScenario } from './screenshots/scenarios.ts'
import { call } from './api.ts'
import { expect, test } from './fixtures.ts'
import { fillLibrary } from './library.ts'

let target: SampleTarget
test.beforeAll(async () => {
  target = await startSampleTarget()
})
test.afterAll(() => target.close())

/** Makes a run of which the second half is slower, and opens its report. */
async function reportOfRun(page: Page): Promise<string> {
  target.faults.set({ slowMs: 0 })
  const { runId } = await call(page, 'startRun', { text: shopScenario(target.url, 12) })
  setTimeout(() => target.faults.set({ slowMs: 150 }), 6000)
  await page.getByTestId('nav-live').click()
  await page.getByTestId('open-report').click({ timeout: 40_000 })
  await expect(page.getByTestId('chart-heat-map')).toBeVisible()
  return runId
}

const p95 = (page: Page): Promise<string> => page.getByTestId('figure-p95').locator('dd').innerText()
const inMs = (text: string): number => Number.parseFloat(text) * (text.endsWith(' s') ? 1000 : 1)

test('a brushed range recomputes every figure, by mouse and by keyboard, and can be taken back', async ({ page }) => {
  const runId = await reportOfRun(page)
  const whole = await p95(page)
  const wholeRequests = await page.getByTestId('figure-requests').locator('dd').innerText()

  // The first four seconds, dragged on the chart.
  const plot = page.getByTestId('chart-latency').locator('canvas')
  await plot.scrollIntoViewIfNeeded()
  const box = await plot.boundingBox()
  if (box === null) throw new Error('The chart has no place.')
  const left = box.x + 76
  const perSecond = (box.width - 76 - 10) / 12
  await page.mouse.move(left + perSecond * 0.5, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(left + perSecond * 3, box.y + 80)
  await page.mouse.move(left + perSecond * 4.5, box.y + 80)
  await page.mouse.up()
  await expect(page.getByTestId('range')).toHaveText('0:01 to 0:05 (4.00 s)')
  const answer = await call(page, 'rangeReport', { runId, range: { from: 1, to: 4 } })
  const expected = answer.summary.metrics['http_req_duration']
  if (expected?.type !== 'trend') throw new Error('No durations.')
  await expect(page.getByTestId('figure-p95').locator('dd')).toHaveText(formatDuration(expected['p(95)'] * 1000))
  expect(inMs(await p95(page))).toBeLessThan(inMs(whole))
  await expect(page.getByText('Thresholds, judged on this range alone')).toBeVisible()
  // Steps, tags, phases and the curve are of the range too.
  const browse = answer.summary.steps.find(({ name }) => name === 'browse matches')
  await expect(page.getByTestId('step-row').filter({ hasText: 'browse matches' })).toContainText(String(browse?.count))
  const read = answer.tags.find(({ value }) => value === 'READ')
  await expect(page.getByTestId('tag-row').filter({ hasText: 'READ' })).toContainText(String(read?.count))
  await expect(page.getByTestId('phase-range')).toContainText('0:00 to 0:10')
  const median = page.getByTestId('chart-percentiles-table').locator('tr').nth(1).locator('td').first()
  await expect(median).toHaveText('P0')

  // The keyboard moves the same ends.
  await page.getByRole('slider', { name: 'Range ends' }).press('ArrowRight')
  await expect(page.getByTestId('range')).toHaveText('0:01 to 0:06 (5.00 s)')
  await page.getByTestId('range-reset').click()
  await expect(page.getByTestId('figure-requests').locator('dd')).toHaveText(wholeRequests)
  await expect.poll(() => p95(page)).toBe(whole)
  await page.getByRole('slider', { name: 'Range begins' }).press('ArrowRight')
  await expect(page.getByTestId('range')).toContainText('0:01 to 0:1')
  await expect(page.getByTestId('figure-requests').locator('dd')).not.toHaveText(wholeRequests)
})

test('a run is presented with the keyboard alone, replayed, and left with Escape', async ({ page }) => {
  await reportOfRun(page)
  await page.getByTestId('present-run').focus()
  await page.keyboard.press('Enter')
  const presentation = page.getByTestId('present')
  await expect(presentation).toHaveAttribute('data-pointer', 'hidden')
  await expect(presentation.getByTestId('verdict')).toBeVisible()
  for (const title of ['Response time', 'Load and errors', 'How response times spread', 'Steps', 'Replay']) {
    await page.keyboard.press('ArrowRight')
    await expect(page.getByTestId('slide-title')).toHaveText(title)
  }
  // The live screen's own tiles and charts, fed from the stored run: from nothing to everything.
  const replay = page.getByTestId('replay')
  const rows = presentation.getByTestId('chart-latency-table')
  await page.keyboard.press('1')
  await expect(replay).toHaveAttribute('data-elapsed', /^\d{3,4}$/)
  const early = Number(await rows.getAttribute('data-rows'))
  expect(early).toBeLessThan(10)
  await expect.poll(async () => Number(await rows.getAttribute('data-rows'))).toBeGreaterThan(early)
  await page.keyboard.press(' ')
  const paused = await replay.getAttribute('data-elapsed')
  await page.waitForTimeout(600)
  expect(await replay.getAttribute('data-elapsed')).toBe(paused)
  await page.keyboard.press('3')
  await page.keyboard.press(' ')
  await expect(presentation.getByTestId('verdict')).toBeVisible({ timeout: 5000 })
  await expect(presentation.getByTestId('tile-p95-value')).toHaveText(/(ms|s)$/)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('report')).toBeVisible()
})

test('charts of a report that is opened in the dark are drawn in its colours', async ({ page }) => {
  await call(page, 'setAppearance', { appearance: 'dark' })
  await page.reload()
  await reportOfRun(page)
  const canvas = page.getByTestId('chart-percentiles').locator('canvas')
  await expect.poll(() => pixelsOf(canvas, CANVAS.dark.grid)).toBeGreaterThan(100)
  expect(await pixelsOf(canvas, CANVAS.light.grid)).toBe(0)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`pictures of charts stand for themselves, ${scheme}`, async ({ profile, launch }, info) => {
    const [id = ''] = fillLibrary(profile, ['To be pasted'])
    const app = await launch()
    const page = await app.firstWindow()
    await call(page, 'setAppearance', { appearance: scheme })
    await page.reload()
    await page.getByTestId('nav-runs').click()
    await page.locator(`[data-run="${id}"]`).click()
    for (const [name, title] of [
      ['latency', 'Response time per second'],
      ['rate', 'Request rate'],
      ['percentiles', 'Percentiles'],
      ['heat-map', 'Response times over time'],
    ] as const) {
      const file = info.outputPath(`${name}.png`)
      await app.evaluate(({ session }, path) => {
        session.defaultSession.removeAllListeners('will-download')
        session.defaultSession.on('will-download', (_event, item) => item.setSavePath(path))
      }, file)
      const canvas = page.getByTestId(`chart-${name}`).locator('canvas')
      const sizeOf = () => canvas.evaluate((element: HTMLCanvasElement) => [element.width, element.height])
      const [width = Infinity, height = Infinity] = await sizeOf()
      await page.getByRole('button', { name: `${title}: data and image` }).click()
      await page.getByRole('menuitem', { name: 'Save PNG' }).click()
      await expect.poll(() => existsSync(file) && statSync(file).size > 0).toBe(true)
      // The chart on the screen is as it was; the picture is sharper.
      expect(await sizeOf()).toEqual([width, height])
      const picture = await pictureOf(app, file, CANVAS[scheme])
      expect(picture.width).toBeGreaterThanOrEqual(2 * width)
      expect(picture.height).toBeGreaterThan(2 * height)
      // The title above, and what it is of and the axes below it, in the theme's colours on its ground.
      expect(picture.text).toBeGreaterThan(200)
      expect(picture.muted).toBeGreaterThan(200)
      expect(picture.surface).toBeGreaterThan((picture.width * picture.height) / 4)
    }
  })
}

interface Picture {
  width: number
  height: number
  /** Pixels of exactly that colour. */
  text: number
  muted: number
  surface: number
}

function pictureOf(
  app: ElectronApplication,
  file: string,
  { text, muted, surface }: Record<'text' | 'muted' | 'surface', string>,
): Promise<Picture> {
  return app.evaluate(
    ({ nativeImage }, { path, colors }) => {
      const image = nativeImage.createFromPath(path)
      const bitmap = image.toBitmap()
      const count = (color: string): number => {
        const rgb = Number.parseInt(color.slice(1), 16)
        let found = 0
        // Blue comes first.
        for (let at = 0; at < bitmap.length; at += 4) {
          if (bitmap[at] === (rgb & 255) && bitmap[at + 1] === ((rgb >> 8) & 255) && bitmap[at + 2] === rgb >> 16)
            found++
        }
        return found
      }
      const { width, height } = image.getSize()
      return { width, height, text: count(colors.text), muted: count(colors.muted), surface: count(colors.surface) }
    },
    { path: file, colors: { text, muted, surface } },
  )
}

/** How many pixels of a chart have exactly this colour. */
function pixelsOf(canvas: Locator, color: string): Promise<number> {
  const wanted = Number.parseInt(color.slice(1), 16)
  return canvas.evaluate((element: HTMLCanvasElement, rgb) => {
    const data = element.getContext('2d')?.getImageData(0, 0, element.width, element.height).data ?? []
    let found = 0
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === rgb >> 16 && data[at + 1] === ((rgb >> 8) & 255) && data[at + 2] === (rgb & 255)) found++
    }
    return found
  }, wanted)
}
