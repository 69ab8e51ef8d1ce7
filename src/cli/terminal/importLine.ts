import { createLogUpdate } from 'log-update'
import type { ImportProgress } from '../../shared/library.ts'
import { formatPercent } from '../../shared/units.ts'
import type { Output } from '../output.ts'

/** How far an import is, on a line of the terminal that renews itself. */
export interface ImportLine {
  show(file: string, progress: ImportProgress): void
  clear(): void
}

/** @param wanted false when nothing but the answer is to be printed */
export function importLine({ isTerminal }: Output, wanted: boolean): ImportLine {
  if (!isTerminal || !wanted) return { show: () => undefined, clear: () => undefined }
  const update = createLogUpdate(process.stdout)
  return {
    show: (file, { phase, share }) => update(`${file}: ${phase} ${formatPercent(Math.floor(share * 100) / 100)}`),
    clear: () => update.clear(),
  }
}
