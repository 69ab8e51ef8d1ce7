import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Tags } from '../../shared/metrics/series.ts'
import type { Slice } from '../../shared/report.ts'
import { ask } from '../api.ts'
import { notifyError } from '../components/notify.ts'
import { joinSlices } from './slicedRun.ts'

interface Followed {
  key: string
  slice: Slice
}

/**
 * Follows the requests of a run that carry all tags of a filter: their whole history at first, then what is new.
 * @param newest a second, or a state of the run, after which there is something new
 * @returns null without a filter, and until the first answer
 */
export function useSlice(runId: string, filter: Tags, newest: string): Slice | null {
  const [followed, setFollowed] = useState<Followed | null>(null)
  const asking = useRef<string | null>(null)
  const key = JSON.stringify([runId, filter])
  const isFiltered = Object.keys(filter).length > 0
  const known = followed?.key === key ? followed.slice : null
  const fromSecond = known === null ? 0 : (known.points.at(-1)?.second ?? -1) + 1

  const load = useEffectEvent(() => {
    // One question at a time: the next second asks for what a slow answer left out.
    if (!isFiltered || asking.current === key) return
    asking.current = key
    ask('slice', { runId, filter, fromSecond })
      .then((newer) => {
        setFollowed((before) => ({
          key,
          slice: before?.key === key && fromSecond > 0 ? joinSlices(before.slice, newer) : newer,
        }))
      }, notifyError)
      .finally(() => {
        if (asking.current === key) asking.current = null
      })
  })
  useEffect(() => load(), [key, newest])
  return isFiltered ? known : null
}
