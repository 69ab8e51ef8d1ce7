import { HeadroomError } from '../../shared/errors.ts'
import type { ImportOutcome } from '../../shared/library.ts'
import { ask, listen } from '../api.ts'
import { notifyDone, notifyError, notifyUndo } from '../components/notify.ts'
import { importNotice } from './importNotice.ts'

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
  const outcomes = await following(ask('importRuns', undefined))
  if (outcomes !== null) tell(outcomes)
}

export async function importDropped(files: readonly File[]): Promise<void> {
  const answer = await following(window.headroom.importFiles(files))
  if (answer.ok) tell(answer.value)
  else notifyError(new HeadroomError(answer.error))
}

/** Shows how far imports are, as soon as they tell. */
async function following<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
  const notice = importNotice(() => ask('cancelImport', undefined))
  const end = listen('importProgress', notice.show)
  try {
    return await work
  } finally {
    end()
    notice.hide()
  }
}

function tell(outcomes: readonly ImportOutcome[]): void {
  for (const outcome of outcomes) {
    // Who cancels knows it.
    if (!outcome.ok && outcome.error.code !== 'CANCELLED') notifyError(new HeadroomError(outcome.error))
  }
  const stored = outcomes.filter(({ ok }) => ok).length
  if (stored > 0) notifyDone(stored === 1 ? 'Imported a run.' : `Imported ${stored} runs.`)
}
