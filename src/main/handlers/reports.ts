import type { BrowserWindow } from 'electron'
import type { StoreReader } from '../../core/store/reader.ts'
import type { REPORT_CALLS } from '../../shared/ipc/reports.ts'
import type { Handlers } from '../ipc.ts'
import type { RunCoordinator } from '../runCoordinator.ts'

/** Width that a presentation is laid out for: on wider screens everything is larger. */
const LAYOUT_WIDTH = 1280
const MOST_ZOOM = 3

/** Parts of runs, and what is shown of them in time. */
export function reportHandlers(runs: RunCoordinator, reader: StoreReader, window: () => BrowserWindow | undefined) {
  return {
    rangeReport: (question) => reader.ask('readRangeReport', question),
    heatMap: ({ runId }) => reader.ask('readHeatMap', runId),
    runTags: ({ runId }) => reader.ask('readTags', runId),
    slice: (question) => reader.ask('readSlice', question),
    replayFrames: ({ runId }) => reader.ask('readReplayFrames', runId),
    noteRun: ({ runId, text }) => runs.note(runId, text),
    setPresenting: ({ on }) => present(window(), on),
  } satisfies Pick<Handlers, keyof typeof REPORT_CALLS>
}

/** Ends the enlarging of the presentation that goes on. */
let endPresenting = (): void => {}

function present(window: BrowserWindow | undefined, on: boolean): void {
  endPresenting()
  if (window === undefined) return
  window.setFullScreen(on)
  if (!on) return
  const { webContents } = window
  const before = webContents.getZoomFactor()
  const enlarge = (): void => {
    const [width = LAYOUT_WIDTH] = window.getContentSize()
    webContents.setZoomFactor(Math.min(MOST_ZOOM, Math.max(1, width / LAYOUT_WIDTH)))
  }
  const end = (): void => {
    endPresenting = () => {}
    if (window.isDestroyed()) return
    window.off('resize', enlarge)
    window.off('close', end)
    webContents.off('did-start-loading', end)
    webContents.setZoomFactor(before)
  }
  enlarge()
  window.on('resize', enlarge)
  // A page that is loaded anew shows its first screen.
  webContents.once('did-start-loading', end)
  // How much a page is enlarged outlives the app.
  window.once('close', end)
  endPresenting = end
}
