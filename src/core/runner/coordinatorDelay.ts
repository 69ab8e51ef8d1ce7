import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 10

/** Event-loop delay of the process that coordinates a run. */
export interface CoordinatorDelay {
  p99Ms(): number
  stop(): void
}

/** Begins to measure. The monitor's figures hold its own interval, which is taken off. */
export function measureCoordinatorDelay(): CoordinatorDelay {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  monitor.enable()
  return {
    p99Ms: () => (monitor.count === 0 ? 0 : Math.max(0, monitor.percentile(99) / 1e6 - RESOLUTION_MS)),
    stop: () => {
      monitor.disable()
    },
  }
}
