import { create } from 'zustand'
import type { LiveRun } from '../../shared/ipc.ts'
import type { LiveTick, RunRecord } from '../../shared/run.ts'
import { ask, listen } from '../api.ts'
import { mergeTick } from './liveHistory.ts'

interface LiveState {
  /** The run that runs now, or the last that ended since the app started. */
  run: LiveRun | null
  /** How it ended; absent while it runs. */
  finished: RunRecord | null
  loaded: boolean
  /** Asks main for the whole history, for instance when the Live screen is entered. */
  load: () => Promise<void>
}

let loading: Promise<void> | null = null
/** Ticks that came while an answer was on its way. */
let waiting: LiveTick[] = []

export const useLive = create<LiveState>()((set, get) => ({
  run: null,
  finished: null,
  loaded: false,
  load() {
    loading ??= ask('liveRun', undefined)
      .then((answer) => {
        let run = answer
        for (const tick of waiting) if (run !== null && tick.runId === run.tick.runId) run = mergeTick(run, tick).run
        const { finished } = get()
        set({ run, loaded: true, finished: finished !== null && finished.id === run?.tick.runId ? finished : null })
        return run !== null && !isRunning(get()) && get().finished === null ? askHowItEnded(run.tick.runId) : undefined
      })
      .finally(() => {
        waiting = []
        loading = null
      })
    return loading
  },
}))

/** A run that ended before this window was there to hear of it. */
async function askHowItEnded(runId: string): Promise<void> {
  const { summary } = await ask('getRun', { runId })
  useLive.setState({ finished: summary.run })
}

/** Follows the run that main tells of; returns the function that ends it. */
export function followLive(onError: (thrown: unknown) => void): () => void {
  const reload = () => void useLive.getState().load().catch(onError)
  const endTicks = listen('liveTick', (tick) => {
    if (loading !== null) {
      waiting.push(tick)
      return
    }
    const { run } = useLive.getState()
    if (run === null || run.tick.runId !== tick.runId) {
      reload()
      waiting.push(tick)
      return
    }
    const merged = mergeTick(run, tick)
    useLive.setState({ run: merged.run })
    if (merged.gap) reload()
  })
  const endFinished = listen('runFinished', ({ run }) => useLive.setState({ finished: run }))
  reload()
  return () => {
    endTicks()
    endFinished()
  }
}

/** Whether a run is going on now. */
export function isRunning({ run, finished }: Pick<LiveState, 'run' | 'finished'>): boolean {
  return run !== null && run.tick.phase !== 'finished' && finished?.id !== run.tick.runId
}
