import type { Page } from '@playwright/test'

/**
 * Clicks in the page and waits for the frame that shows what is wanted.
 * @param wanted a selector, or the name of a chart, which is shown when its canvas has a coloured pixel: axes are grey
 * @returns milliseconds from the click to the beginning of the frame after it
 */
export function clickToPainted(page: Page, button: string, wanted: string): Promise<number> {
  return page.evaluate(
    ([click = '', awaited = '']) =>
      new Promise<number>((found) => {
        const from = performance.now()
        document.querySelector<HTMLElement>(click)?.click()
        const look = (): void => {
          if (isShown()) requestAnimationFrame(() => found(performance.now() - from))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)

        function isShown(): boolean {
          if (awaited.startsWith('[')) return document.querySelector(awaited) !== null
          const canvas = document.querySelector<HTMLCanvasElement>(`[data-testid="chart-${awaited}"] canvas`)
          if (canvas === null || canvas.width === 0) return false
          const { data } = canvas.getContext('2d')?.getImageData(Math.floor(canvas.width / 2), 0, 8, canvas.height) ?? {
            data: [],
          }
          for (let at = 0; at < data.length; at += 4) {
            const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]]
            if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) return true
          }
          return false
        }
      }),
    [button, wanted],
  )
}

/**
 * Types a character into the search of the runs and waits for the frame that says how many there are now.
 * @param total how many the search finds then; another number than before
 * @returns milliseconds from the key's event to the beginning of the frame after it
 */
export async function keyToPainted(page: Page, key: string, total: number): Promise<number> {
  const painted = page.evaluate(
    (awaited) =>
      new Promise<number>((found) => {
        const watch = ({ timeStamp }: KeyboardEvent): void => {
          const look = (): void => {
            const text = document.querySelector('[data-testid="runs-count"]')?.textContent ?? ''
            if (text.replaceAll(',', '').startsWith(`${awaited} run`)) {
              requestAnimationFrame(() => found(performance.now() - timeStamp))
            } else requestAnimationFrame(look)
          }
          requestAnimationFrame(look)
        }
        window.addEventListener('keydown', watch, { once: true, capture: true })
      }),
    total,
  )
  await page.getByTestId('runs-search').press(key)
  return painted
}
