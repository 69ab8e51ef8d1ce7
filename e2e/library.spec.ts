import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { AppApi } from '../src/shared/ipc.ts'
import { answerFiles, call } from './api.ts'
import { expect, test } from './fixtures.ts'
import { fillLibrary, headroomCommand, jmeterResults, multiplyLibrary } from './library.ts'

const row = (page: Page, id: string): Locator => page.locator(`[data-testid="run-row"][data-run="${id}"]`)

async function act(page: Page, id: string, item: string): Promise<void> {
  await row(page, id).getByTestId('run-actions').click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

test('runs are renamed, tagged, noted, pinned, deleted and taken back', async ({ profile, launch }) => {
  const [first = '', second = '', third = ''] = fillLibrary(profile, ['First', 'Second', 'Third'])
  const page = await (await launch()).firstWindow()
  await page.getByTestId('nav-runs').click()
  await expect(page.getByTestId('runs-count')).toHaveText('3 runs')

  await act(page, first, 'Rename')
  await page.getByLabel('Name', { exact: true }).fill('Before the change')
  await page.getByTestId('save-edit').click()
  await expect(row(page, first)).toContainText('Before the change')

  await act(page, second, 'Tags')
  await page.getByRole('dialog').locator('input:visible').fill('release 7')
  await page.keyboard.press('Enter')
  await page.getByTestId('save-edit').click()
  await expect(row(page, second)).toContainText('release 7')

  await act(page, second, 'Note')
  await page.getByRole('dialog').locator('textarea:visible').fill('The cache was cold.')
  await page.getByTestId('save-edit').click()
  await expect(row(page, second)).toContainText('The cache was cold.')

  await act(page, third, 'Pin')
  await expect(row(page, third).getByLabel('Pinned')).toBeVisible()
  await page.getByTestId('runs-pinned').click()
  await expect(page.getByTestId('runs-count')).toHaveText('1 run')
  await page.getByTestId('runs-pinned').click()

  await page.getByTestId('runs-search').fill('cold')
  await expect(page.getByTestId('run-row')).toHaveCount(1)
  await page.getByTestId('runs-search').fill('')
  await expect(page.getByTestId('run-row')).toHaveCount(3)

  await act(page, first, 'Delete')
  await expect(page.getByTestId('run-row')).toHaveCount(2)
  await page.getByTestId('undo').click()
  await expect(row(page, first)).toBeVisible()

  // By keyboard: choose two, delete them, find them among the deleted ones, restore one.
  await row(page, first).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(page.getByTestId('chosen-bar')).toContainText('2 chosen')
  await page.keyboard.press('Delete')
  await expect(page.getByTestId('run-row')).toHaveCount(1)
  await page.getByTestId('runs-deleted').click()
  await expect(page.getByTestId('runs-count')).toHaveText('2 deleted runs')
  await act(page, second, 'Restore')
  await page.getByTestId('runs-deleted').click()
  await expect(row(page, second)).toContainText('release 7')
})

test('thousands of runs: by keyboard alone, page by page, and the command line is followed', async ({
  profile,
  launch,
}, info) => {
  const [id = ''] = fillLibrary(profile, ['The newest'])
  const total = multiplyLibrary(profile, 2400)
  const app = await launch()
  const page = await app.firstWindow()
  await page.getByTestId('nav-runs').click()
  const count = page.getByTestId('runs-count')
  const focused = page.locator('[data-testid="run-row"]:focus')
  await expect(count).toHaveText('2,401 runs')
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(total + 1))

  // From the search field to the rows, to the end of the list, whose page is asked for only now, and back.
  await page.getByTestId('runs-search').focus()
  await page.keyboard.press('ArrowDown')
  await expect(focused).toContainText('The newest')
  await page.keyboard.press('/')
  await expect(page.getByTestId('runs-search')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await expect(focused).toContainText('Copy 2400')
  await page.keyboard.press('Home')
  await expect(focused).toContainText('The newest')
  await page.keyboard.press('PageDown')
  await expect(focused).toContainText(/Copy \d+/)
  await page.keyboard.press('Home')

  // The row's menu by keys: the focus goes into it and comes back to its button.
  await page.keyboard.press('Tab')
  const button = row(page, id).getByTestId('run-actions')
  await expect(button).toBeFocused()
  for (let turn = 0; turn < 2; turn++) {
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(button).toBeFocused()
  }
  await page.keyboard.press('Shift+Tab')
  await expect(focused).toContainText('The newest')

  // Shift chooses what lies between, by keys and by mouse.
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByTestId('chosen-bar')).toContainText('3 chosen')
  await row(page, 'copy-6')
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] })
  await expect(page.getByTestId('chosen-bar')).toContainText('7 chosen')
  await expect(page.getByTestId('compare-chosen')).toBeEnabled()
  await row(page, 'copy-8').click({ modifiers: ['Control'] })
  await expect(page.getByTestId('chosen-bar')).toContainText('8 chosen')
  await expect(page.getByTestId('compare-chosen')).toBeDisabled()
  await row(page, 'copy-8').focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByTestId('chosen-bar')).toContainText('2,401 chosen')

  // An export of all of them tells how far it is, and can be cancelled between two runs.
  const folder = info.outputPath('exported')
  mkdirSync(folder)
  await answerFiles(app, { open: [folder] })
  await page.getByTestId('export-menu').click()
  await page.getByTestId('export-html').click()
  await expect(page.getByTestId('work-progress')).toContainText(/Exporting .+\.html \(\d+ of 2401\)/)
  await page.getByTestId('cancel-work').click()
  await expect(page.getByText(/Cancelled\. \d+ of 2401 runs were exported to/)).toBeVisible()
  await expect(page.getByTestId('work-progress')).toHaveCount(0)
  const written = readdirSync(folder)
  expect(written.length).toBeGreaterThan(0)
  expect(written.length).toBeLessThan(total)
  expect(written.every((name) => name.endsWith('.html'))).toBe(true)
  await row(page, 'copy-8').focus()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('runs-search')).toBeVisible()

  // A deleted run leaves the keyboard where it was: on the run that stands there now.
  await row(page, 'copy-1').focus()
  await page.keyboard.press('Delete')
  await expect(count).toHaveText('2,400 runs')
  await expect(focused).toContainText('Copy 2')

  // What the command line does, the open app shows.
  const db = ['--db', join(profile, 'headroom.db')]
  headroomCommand(['rename', id, 'Named by the command line', ...db])
  await expect(row(page, id)).toContainText('Named by the command line')
  headroomCommand(['tag', id, '--add', 'nightly', ...db])
  await expect(row(page, id)).toContainText('nightly')
  headroomCommand(['note', id, 'The cache was cold.', ...db])
  await expect(row(page, id)).toContainText('The cache was cold.')
  headroomCommand(['pin', id, ...db])
  await expect(row(page, id).getByLabel('Pinned')).toBeVisible()
  headroomCommand(['delete', 'copy-2', ...db])
  await expect(count).toHaveText('2,399 runs')
  headroomCommand(['restore', 'copy-2', ...db])
  await expect(count).toHaveText('2,400 runs')
  expect(() => headroomCommand(['move', join(profile, 'elsewhere'), ...db])).toThrow('DATABASE_IN_USE')

  await page.getByTestId('runs-search').fill('copy 24')
  await expect(count).toHaveText('12 runs')
  await page.getByTestId('runs-search').fill('nothing of that')
  await expect(page.getByText('No run matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(count).toHaveText('2,400 runs')
})

test('a run is exported in every format, and another laptop imports it', async ({ profile, launch }, info) => {
  const [id = ''] = fillLibrary(profile, ['To be shown'])
  const app = await launch()
  const page = await app.firstWindow()
  await page.getByTestId('nav-runs').click()
  await row(page, id).click()
  const place = (ending: string): string => info.outputPath(`exported${ending}`)
  for (const [format, ending] of [
    ['html', '.html'],
    ['pdf', '.pdf'],
    ['md', '.md'],
    ['json', '.json'],
    ['csv', '.csv'],
    ['junit', '.xml'],
    ['k6', '.k6.json'],
    ['run', '.headroom-run'],
  ] as const) {
    await answerFiles(app, { save: place(ending) })
    await page.getByTestId('export-menu').click()
    await page.getByTestId(`export-${format}`).click()
    await expect
      .poll(() => existsSync(place(ending)) && statSync(place(ending)).size > 0, { timeout: 20_000 })
      .toBe(true)
  }
  expect(readFileSync(place('.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  expect(statSync(place('.pdf')).size).toBeGreaterThan(20_000)
  await app.close()

  const other = await launch({ profile: info.outputPath('other-profile') })
  const otherPage = await other.firstWindow()
  await otherPage.getByTestId('nav-runs').click()
  await answerFiles(other, { open: [place('.headroom-run')] })
  await otherPage.getByTestId('import-runs').click()
  await row(otherPage, id).click()
  await expect(otherPage.getByTestId('verdict')).toHaveText('No targets')
  await expect(otherPage.getByTestId('report')).toContainText('To be shown')
  await otherPage.getByTestId('nav-runs').click()
  await otherPage.getByTestId('import-runs').click()
  await expect(otherPage.getByText(`The run ${id} is in the library already.`)).toBeVisible()
})

test('result files of other tools are imported by dropping them', async ({ page }, info) => {
  await page.getByTestId('nav-runs').click()
  await expect(page.getByText('No run yet')).toBeVisible()
  const file = info.outputPath('home.jtl')
  writeFileSync(file, jmeterResults(Date.now() - 60_000, 10))
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
  }
  await expect(page.getByText('Drop result files to import them')).toBeVisible()
  await session.send('Input.dispatchDragEvent', { type: 'drop', x: 600, y: 400, data })
  await expect(page.getByTestId('run-row')).toContainText('home.jtl')
  await expect(page.getByTestId('run-row')).toContainText('JMeter JTL, CSV')
  // The page cannot name a file that was not dropped.
  const answer = await page.evaluate(() => {
    const { headroom } = window as unknown as { headroom: AppApi }
    return headroom.importFiles([new File(['x'], '/etc/hostname')])
  })
  expect(answer).toEqual({ ok: true, value: [] })
})

test('settings: place, size, retention with a preview, backup, check, and a move that the next start follows', async ({
  profile,
  launch,
}, info) => {
  fillLibrary(profile, ['New', 'Older', 'Oldest'])
  const app = await launch()
  const page = await app.firstWindow()
  await page.getByTestId('nav-settings').click()
  await expect(page.getByTestId('storage-facts')).toContainText(join(profile, 'headroom.db'))
  await expect(page.getByTestId('storage-facts')).toContainText(/\d [kM]B/)

  await page.getByTestId('check').click()
  await expect(page.getByText('The database is whole.')).toBeVisible()

  const copy = info.outputPath('copy.db')
  await answerFiles(app, { save: copy })
  await page.getByTestId('backup').click()
  await expect.poll(() => existsSync(copy)).toBe(true)

  await page.getByTestId('retention-runs').fill('2')
  await expect(page.getByTestId('retention-preview')).toContainText('Oldest')
  await expect(page.getByTestId('retention-preview')).not.toContainText('Older,')
  await page.getByTestId('retention-apply').click()
  await expect(page.getByTestId('retention-preview')).toContainText('No run would go now')
  expect((await call(page, 'listRuns', { limit: 9, offset: 0 })).runs.map(({ name }) => name)).toEqual(['New', 'Older'])

  // The app starts itself again after a move; here the test does.
  const folder = info.outputPath('elsewhere')
  mkdirSync(folder)
  await answerFiles(app, { open: [folder] })
  await app.evaluate(({ app: electron }) => {
    electron.relaunch = () => undefined
  })
  const closed = app.waitForEvent('close')
  await page.getByTestId('move').click()
  await closed
  const again = await (await launch()).firstWindow()
  await again.getByTestId('nav-settings').click()
  await expect(again.getByTestId('storage-facts')).toContainText(join(folder, 'headroom.db'))
  await again.getByTestId('nav-runs').click()
  await expect(again.getByTestId('run-row')).toHaveCount(2)
  expect(readdirSync(profile).filter((name) => name.startsWith('headroom.db'))).toEqual([])
})
