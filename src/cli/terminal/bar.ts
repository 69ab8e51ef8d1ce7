/** A progress bar of `width` characters for a share 0..1. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return '█'.repeat(filled) + '░'.repeat(width - filled)
}

const LEVELS = '▁▂▃▄▅▆▇█'

/** The last `width` values as a line of blocks, scaled from zero to their maximum; a missing value is a blank. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width)
  const highest = Math.max(...shown.map((value) => value ?? 0), 0)
  return shown
    .map((value) => {
      if (value === null) return ' '
      const level = highest === 0 ? 0 : Math.round((value / highest) * (LEVELS.length - 1))
      return LEVELS[level] ?? ' '
    })
    .join('')
}
