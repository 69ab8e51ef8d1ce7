import { AxeBuilder } from '@axe-core/playwright'
import { type Page, expect } from '@playwright/test'

/** Menus, lists of options, small forms. */
const OPEN_LISTS = '[data-portal] :is([role=menu], [role=listbox], [role=dialog])'

/**
 * The window as it stands has no accessibility fault, neither light nor dark. Light, every rule of axe is on; in the dark only
 * the colours are others, so only what looks at colours is asked again.
 */
export async function expectClean(page: Page, state: string): Promise<void> {
  for (const [colorScheme, rules] of [
    ['light', []],
    ['dark', ['color-contrast', 'link-in-text-block']],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    // Legacy mode: Electron has no way to open the blank page that axe otherwise uses.
    const axe = new AxeBuilder({ page }).setLegacyMode(true)
    // What opens over the page lies after its landmarks, takes the focus when it opens and gives it back when it closes: no
    // landmark is needed to find it.
    if ((await page.locator(OPEN_LISTS).filter({ visible: true }).count()) > 0) axe.disableRules(['region'])
    if (rules.length > 0) axe.withRules([...rules])
    const { violations } = await axe.analyze()
    const found = violations.map(({ id, nodes }) => {
      const where = nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`)
      return `${state}, ${colorScheme}: ${id} ${where.join(' | ')}`
    })
    expect.soft(found).toEqual([])
  }
}
