import { useEffect, useEffectEvent } from 'react'
import { create } from 'zustand'
import type { Tags } from '../../shared/metrics/series.ts'
import type { Slice } from '../../shared/report.ts'
import { ask } from '../api.ts'
import { notifyError } from '../components/notify.ts'
import { joinSlices } from './slicedRun.ts'

/** Which requests of a run are looked at: those that carry all tags of a filter. */
interface Chosen {
  runId: string
  filter: Tags
  /** Their history and figures, as far as they were followed; null until the first answer, and while all requests are looked at. */
  slice: Slice | null
}

const ALL: Omit<Chosen, 'runId'> = { filter: {}, slice: null }

/** Of a run, not of the screen: still there when the screen is entered again, and none for the next run. */
const useChosen = create<Chosen>()(() => ({ runId: '', ...ALL }))

/** From now on only the requests that carry all of these tags are looked at; without tags all. */
export function chooseRequests(runId: string, filter: Tags): void {
  useChosen.setState({ runId, filter, slice: null })
}

/**
 * Follows the chosen requests of a run: their whole history at first, then what is new.
 * @param newest a second, or a state of the run, after which there is something new
 */
export function useChosenRequests(runId: string, newest: string): Pick<Chosen, 'filter' | 'slice'> {
  const { filter, slice } = useChosen((chosen) => (chosen.runId === runId ? chosen : ALL))
  const load = useEffectEvent(() => {
    if (Object.keys(filter).length > 0) follow().catch(notifyError)
  })
  useEffect(() => load(), [filter, newest])
  return { filter, slice }
}

/** The filter that an answer is awaited for. */
let asked: Tags | null = null
/** Whether something new came while it was awaited. */
let isOutdated = false

/** One question at a time, and a last one for what a slow answer left out. */
async function follow(): Promise<void> {
  const { runId, filter, slice } = useChosen.getState()
  if (asked === filter) {
    isOutdated = true
    return
  }
  asked = filter
  isOutdated = false
  try {
    const fromSecond = (slice?.points.at(-1)?.second ?? -1) + 1
    const newer = await ask('slice', { runId, filter, fromSecond })
    if (useChosen.getState().filter !== filter) return
    useChosen.setState({ slice: slice === null ? newer : joinSlices(slice, newer) })
  } finally {
    if (asked === filter) asked = null
  }
  if (isOutdated) await follow()
}
