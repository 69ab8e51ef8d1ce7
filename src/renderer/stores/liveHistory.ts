import type { LiveRun } from '../../shared/ipc.ts'
import { boundPoints } from '../../shared/pointHistory.ts'
import type { LiveTick } from '../../shared/run.ts'

/** Exemplars kept on the screen; the report has all that were stored. */
const MOST_EXEMPLARS = 200

/** What a tick did to the history that is shown. */
export interface MergedTick {
  run: LiveRun
  /** True when seconds before this tick's are missing, so that the whole history must be asked for again. */
  gap: boolean
}

/** The history with one more tick. Ticks that it holds already (an answer overtook them) change nothing. */
export function mergeTick(run: LiveRun, tick: LiveTick): MergedTick {
  if (tick.elapsedMs <= run.tick.elapsedMs && tick.phase === run.tick.phase) return { run, gap: false }
  const lastSecond = run.points.at(-1)?.second ?? -1
  const { point } = tick
  const isNew = point !== undefined && point.second > lastSecond
  return {
    run: {
      ...run,
      points: isNew ? boundPoints([...run.points, point]) : run.points,
      events: tick.events.length === 0 ? run.events : [...run.events, ...tick.events],
      exemplars:
        tick.exemplars.length === 0 ? run.exemplars : [...run.exemplars, ...tick.exemplars].slice(-MOST_EXEMPLARS),
      tick,
    },
    gap: isNew && point.second > lastSecond + 1,
  }
}
