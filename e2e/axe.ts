import { AxeBuilder } from '@axe-core/playwright'
import { type Page, expect } from '@playwright/test'

/** Menus, lists of options, small forms. */
const OPEN_LISTS = '[data-portal] :is([role=menu], [role=listbox], [role=dialog]:not([aria-modal=true]))'

const COLOR_RULES: readonly string[] = ['color-contrast', 'link-in-text-block']
export const EVERY_RULE: readonly string[] = []

/**
 * The window as it stands has no accessibility fault, neither light nor dark. Light, every rule of axe is on.
 * @param darkRules what is asked in the dark: only the colours are others there, so only what looks at colours, if not said otherwise
 */
export async function expectClean(page: Page, state: string, darkRules = COLOR_RULES): Promise<void> {
  for (const [colorScheme, rules] of [
    ['light', EVERY_RULE],
    ['dark', darkRules],
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
