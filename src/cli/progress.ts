import { createLogUpdate } from 'log-update'
import type { LiveTick } from '../shared/run.ts'
import type { Output } from './output.ts'
import { liveView, plainLine } from './terminal/liveView.ts'

/** Shows a run while it goes on. */
export interface Progress {
  tick(tick: LiveTick): void
  /** Leaves the terminal ready for what follows. */
  end(): void
}

const RECENT_SECONDS = 60

/** A picture that renews itself on a terminal, otherwise a line for each second and each event. */
export function createProgress(name: string, output: Output): Progress {
  return output.isTerminal ? pictureProgress(name, output) : lineProgress(output)
}

/** Says nothing. */
export const SILENT_PROGRESS: Progress = { tick: () => undefined, end: () => undefined }

function pictureProgress(name: string, output: Output): Progress {
  const recentP95Us: (number | null)[] = []
  const update = createLogUpdate(process.stdout)
  let shownSecond = -1
  return {
    tick: (tick) => {
      if (tick.point && tick.point.second > shownSecond) {
        shownSecond = tick.point.second
        recentP95Us.push(tick.point.p95Us)
        if (recentP95Us.length > RECENT_SECONDS) recentP95Us.shift()
      }
      update(liveView(name, tick, recentP95Us, output.columns, output.colors).join('\n'))
    },
    end: () => update.clear(),
  }
}

function lineProgress(output: Output): Progress {
  let shownSecond = -1
  return {
    tick: (tick) => {
      for (const event of tick.events) if (event.level !== 'info') output.err(`${event.level}: ${event.text}`)
      if (!tick.point || tick.point.second <= shownSecond) return
      shownSecond = tick.point.second
      output.err(plainLine(tick))
    },
    end: () => undefined,
  }
}
