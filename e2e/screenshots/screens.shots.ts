import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ElectronApplication, type Page, expect, test } from '@playwright/test'
import { root } from '../../scripts/bootstrap/runtimeRecord.mjs'
import { type SampleTarget, startSampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { answerDialogs } from '../api.ts'
import { launchApp } from '../launch.ts'
import { EMPTY_SCREENS, SCREENS, type ScreenShot } from './screens.ts'
import { isSeeded, planRuns, seed } from './seed.ts'

// Pictures of every screen with real runs, to be looked at: `npm run screenshots`, or `-- -g report` for some of them.
const folder = join(root, 'screenshots')
const profile = join(folder, 'profile')
const SIZES = [
  [1280, 800],
  [1440, 900],
  [1920, 1080],
] as const
const THEMES = ['light', 'dark'] as const
/** Charts are drawn a frame after their size is known; fonts and colours settle with it. */
const SETTLE_MS = 250

let target: SampleTarget
let app: ElectronApplication
let page: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  target = await startSampleTarget()
})

test.afterAll(() => target.close())

/** The window as it is: Playwright's own pictures cut a page that is zoomed. */
async function picture(path: string): Promise<void> {
  const png = await app.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage()
    return image?.toPNG().toString('base64') ?? ''
  })
  writeFileSync(path, Buffer.from(png, 'base64'))
}

async function scroll(top: number, part: string | undefined): Promise<void> {
  await page.locator('main').evaluate((main, to) => {
    const box = [main, ...main.querySelectorAll('*')].find((one) => one.scrollHeight > one.clientHeight + 200)
    if (box !== undefined) box.scrollTop = to
  }, top)
  if (part === undefined) return
  await page.getByTestId(part).evaluate((one) => {
    const box = one.closest('main')
    // Below the bar that stays.
    if (box !== null) box.scrollTop += one.getBoundingClientRect().top - box.getBoundingClientRect().top - 60
  })
}

function shoot({ name, open, scrolled = [0], part }: ScreenShot): void {
  test(name, async () => {
    await open(page, target)
    for (const [width, height] of SIZES) {
      await app.evaluate(
        async ({ BrowserWindow }, [wide, high]) => {
          const [window] = BrowserWindow.getAllWindows()
          // A presentation has the whole screen; here it is looked at in windows of these sizes too.
          if (window?.isFullScreen() === true) {
            const left = new Promise((resolve) => window.once('leave-full-screen', () => resolve(undefined)))
            window.setFullScreen(false)
            await left
          }
          window?.setContentSize(wide, high)
        },
        [width, height] as const,
      )
      // A presentation is enlarged.
      await expect.poll(() => page.evaluate(() => innerWidth * devicePixelRatio)).toBeCloseTo(width, -1)
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme })
        await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
        for (const top of scrolled) {
          await scroll(top, part)
          await page.waitForTimeout(SETTLE_MS)
          const place = top === 0 ? '' : `-${top}`
          await picture(join(folder, `${name}-${width}x${height}-${colorScheme}${place}.png`))
        }
      }
    }
    await page.keyboard.press('Escape')
    // The first one closed what lay over the presentation.
    if (await page.getByTestId('present').isVisible()) await page.keyboard.press('Escape')
  })
}

async function close(): Promise<void> {
  await answerDialogs(app, 0)
  await app.close()
}

test.describe('without runs', () => {
  test.beforeAll(async () => {
    const empty = join(folder, 'profile-empty')
    rmSync(empty, { recursive: true, force: true })
    app = await launchApp(empty)
    page = await app.firstWindow()
  })
  test.afterAll(close)
  for (const screen of EMPTY_SCREENS) shoot(screen)
})

test.describe('with runs', () => {
  test.beforeAll(async () => {
    app = await launchApp(profile)
    page = await app.firstWindow()
    if (!isSeeded(profile)) await seed(page, profile, target)
    await planRuns(app, page, profile)
  })
  test.afterAll(close)
  for (const screen of SCREENS) shoot(screen)
})
