import type { ElectronApplication } from '@playwright/test'

export interface MainDelay {
  maxMs: number
  p99Ms: number
}

/** How often the main process's timer looks. */
const RESOLUTION_MS = 5

/** Watches how long events of the app's main process wait for their turn, with Node's own monitor. */
export async function startMainDelay(
  app: ElectronApplication,
): Promise<{ reset: () => Promise<void>; read: () => Promise<MainDelay> }> {
  await app.evaluate((_, resolution) => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const histogram = monitorEventLoopDelay({ resolution })
    histogram.enable()
    Object.assign(globalThis, { benchDelay: histogram })
  }, RESOLUTION_MS)
  return {
    reset: () => app.evaluate(() => (globalThis as unknown as { benchDelay: { reset(): void } }).benchDelay.reset()),
    read: () =>
      app.evaluate((_, resolution) => {
        const { benchDelay } = globalThis as unknown as { benchDelay: { max: number; percentile(of: number): number } }
        // The monitor counts its own interval in.
        const waitedMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution)
        return { maxMs: waitedMs(benchDelay.max), p99Ms: waitedMs(benchDelay.percentile(99)) }
      }, RESOLUTION_MS),
  }
}
