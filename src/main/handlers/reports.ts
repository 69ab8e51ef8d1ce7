import type { BrowserWindow } from 'electron'
import type { StoreReader } from '../../core/store/reader.ts'
import type { REPORT_CALLS } from '../../shared/ipc/reports.ts'
import type { Handlers } from '../ipc.ts'
import type { RunCoordinator } from '../runCoordinator.ts'

/** Parts of runs, and what is shown of them in time. */
export function reportHandlers(runs: RunCoordinator, reader: StoreReader, window: () => BrowserWindow | undefined) {
  return {
    rangeReport: (question) => reader.ask('readRangeReport', question),
    heatMap: ({ runId }) => reader.ask('readHeatMap', runId),
    runTags: ({ runId }) => reader.ask('readTags', runId),
    slice: (question) => reader.ask('readSlice', question),
    replayFrames: ({ runId }) => reader.ask('readReplayFrames', runId),
    noteRun: ({ runId, text }) => runs.note(runId, text),
    setFullScreen: ({ on }) => window()?.setFullScreen(on),
  } satisfies Pick<Handlers, keyof typeof REPORT_CALLS>
}
