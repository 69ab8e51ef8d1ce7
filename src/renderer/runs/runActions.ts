import { HeadroomError } from '../../shared/errors.ts'
import type { ImportOutcome } from '../../shared/library.ts'
import { lackSentences } from '../../shared/origin.ts'
import { ask } from '../api.ts'
import { notifyDone, notifyError, notifyKnown, notifyUndo } from '../components/notify.ts'

/** What rows, bars, menus and keys of the library start alike. All reject with what went wrong. */

export async function deleteRuns(ids: readonly string[]): Promise<void> {
  await ask('deleteRuns', { runIds: [...ids] })
  notifyUndo(ids.length === 1 ? 'Deleted the run.' : `Deleted ${ids.length} runs.`, () => restoreRuns(ids))
}

export async function restoreRuns(ids: readonly string[]): Promise<void> {
  await ask('restoreRuns', { runIds: [...ids] })
}

export async function pinRuns(ids: readonly string[], pinned: boolean): Promise<void> {
  await ask('pinRuns', { runIds: [...ids], pinned })
}

export async function importRuns(): Promise<void> {
  const outcomes = await ask('importRuns', undefined)
  if (outcomes !== null) tell(outcomes)
}

export async function importDropped(files: readonly File[]): Promise<void> {
  const answer = await window.headroom.importFiles(files)
  if (answer.ok) tell(answer.value)
  else notifyError(new HeadroomError(answer.error))
}

function tell(outcomes: readonly ImportOutcome[]): void {
  let plain = 0
  for (const outcome of outcomes) {
    if (!outcome.ok) notifyError(new HeadroomError(outcome.error))
    if (!outcome.ok) continue
    const { name, origin, warnings } = outcome.run
    const known = [...lackSentences(origin), ...warnings]
    if (known.length > 0) notifyKnown(`Imported ${name}.`, known.join(' '))
    else plain++
  }
  if (plain > 0) notifyDone(plain === 1 ? 'Imported a run.' : `Imported ${plain} runs.`)
}
