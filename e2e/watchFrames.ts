import { readFile, rm } from 'node:fs/promises'
import type { ElectronApplication, Page } from '@playwright/test'

/** How smoothly a page was drawn for some time. */
export interface WatchedFrames {
  framesPerSecond: number
  /** Between frames, in milliseconds, shortest first. */
  gapsMs: readonly number[]
  /** Tasks of 50 ms and more, in milliseconds: on a machine without a free core, waiting for one included. */
  longTasksMs: readonly number[]
  /** The longest task of the renderer's main thread, in milliseconds of CPU: what it took, not what it waited. */
  longestTaskCpuMs: number
  /** CPU of the renderer's process, in percent of a core. */
  cpuPercent: number
}

/** Watches what the app's window shows now. */
export async function watchFrames(app: ElectronApplication, page: Page, forMs: number): Promise<WatchedFrames> {
  // Electron tells the share since the question before.
  await rendererCpuPercent(app)
  await app.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['toplevel'], excluded_categories: ['*'] }),
  )
  const { gapsMs, longTasksMs } = await page.evaluate(countFrames, forMs)
  const cpuPercent = await rendererCpuPercent(app)
  const trace = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  gapsMs.sort((a, b) => a - b)
  return {
    framesPerSecond: (1000 * gapsMs.length) / gapsMs.reduce((sum, gap) => sum + gap, 0),
    gapsMs,
    longTasksMs,
    longestTaskCpuMs: await longestTaskCpuMs(trace),
    cpuPercent,
  }
}

/** Runs in the page. */
function countFrames(watchedMs: number): Promise<{ gapsMs: number[]; longTasksMs: number[] }> {
  return new Promise((resolve) => {
    const gapsMs: number[] = []
    const longTasksMs: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasksMs.push(duration)
    })
    observer.observe({ type: 'longtask' })
    const startedAt = performance.now()
    let before = startedAt
    const onFrame = (now: number): void => {
      gapsMs.push(now - before)
      before = now
      if (now - startedAt < watchedMs) {
        requestAnimationFrame(onFrame)
        return
      }
      observer.disconnect()
      resolve({ gapsMs, longTasksMs })
    }
    requestAnimationFrame(onFrame)
  })
}

/** One event of Chromium's trace format; durations in microseconds, `tdur` of the thread's CPU. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  tdur?: number
  args?: { name?: string }
}

async function longestTaskCpuMs(trace: string): Promise<number> {
  const { traceEvents } = JSON.parse(await readFile(trace, 'utf8')) as { traceEvents: TraceEvent[] }
  await rm(trace)
  const mainThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name === 'ThreadControllerImpl::RunTask' && mainThreads.has(`${pid} ${tid}`),
  )
  if (tasks.length === 0) throw new Error('The trace has no task of the renderer.')
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1000
}

function rendererCpuPercent(app: ElectronApplication): Promise<number> {
  return app.evaluate(
    ({ app: electron, BrowserWindow }) =>
      electron.getAppMetrics().find(({ pid }) => pid === BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
        ?.cpu.percentCPUUsage ?? 0,
  )
}

/** `59.8 frames/s, gaps P50 16.7 ms, P99 33.3 ms, longest 50.0 ms; …`, on one line. */
export function framesText(watched: WatchedFrames): string {
  const { gapsMs, longTasksMs } = watched
  const gap = (share: number): string => `${(gapsMs[Math.floor(share * (gapsMs.length - 1))] ?? 0).toFixed(1)} ms`
  return (
    `${watched.framesPerSecond.toFixed(1)} frames/s, gaps P50 ${gap(0.5)}, P99 ${gap(0.99)}, longest ${gap(1)}; tasks of 50 ms ` +
    `and more: ${longTasksMs.length}, the longest took ${watched.longestTaskCpuMs.toFixed(1)} ms of CPU; ` +
    `renderer CPU ${watched.cpuPercent.toFixed(1)} %`
  )
}
