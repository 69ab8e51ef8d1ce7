import { basename, join } from 'node:path'
import { type BrowserWindow, dialog } from 'electron'
import type { LibraryKeeper } from '../../core/library/keeper.ts'
import type { StoreReader } from '../../core/store/reader.ts'
import { toErrorDetail } from '../../shared/errors.ts'
import { EXPORT_FORMATS, type ExportFormat, fileNameOf } from '../../shared/exportFormats.ts'
import type { ImportOutcome, ImportProgress } from '../../shared/library.ts'
import { askPlace } from '../askPlace.ts'
import type { Handlers } from '../ipc.ts'
import type { LibraryMove } from '../libraryMove.ts'
import type { LongWorks } from '../longWorks.ts'
import { printPdf } from '../printPdf.ts'

export interface LibraryOptions {
  /** For what is done at once. */
  keeper: LibraryKeeper
  /** For what takes long: the keeper's work never waits for it. */
  carrier: LibraryKeeper
  reader: StoreReader
  move: LibraryMove
  window: () => BrowserWindow | undefined
  /** Tells that runs are others now. */
  changed: () => void
  works: LongWorks
}

const IMPORTS = [
  { name: 'Results', extensions: ['headroom-run', 'json', 'ndjson', 'csv', 'jtl', 'xml', 'gz'] },
  { name: 'All files', extensions: ['*'] },
]

interface RunExport {
  run: string
  to: string
}

/** Looks after stored runs: the keeper does it, dialogs ask where. */
export function libraryHandlers({ keeper, carrier, reader, move, window, changed, works }: LibraryOptions) {
  const then = async <Value>(work: Promise<Value>): Promise<Value> => {
    const value = await work
    changed()
    return value
  }

  async function importAll(files: readonly string[]): Promise<ImportOutcome[]> {
    const outcomes: ImportOutcome[] = []
    await works.do(async ({ signal, tell }) => {
      for (const [index, path] of files.entries()) {
        if (signal.aborted) break
        const file = basename(path)
        const onProgress = (progress: unknown): void =>
          tell({ ...(progress as ImportProgress), file, number: index + 1, files: files.length })
        outcomes.push(
          await carrier.follow('importFile', path, { signal, onProgress }).then(
            (run) => ({ file, ok: true as const, run }),
            (thrown: unknown) => ({ file, ok: false as const, error: toErrorDetail(thrown) }),
          ),
        )
      }
    })
    changed()
    return outcomes
  }

  /** @returns how many were written before it was cancelled */
  function exportAll(exports: readonly RunExport[], format: ExportFormat): Promise<number> {
    return works.do(async ({ signal, tell }) => {
      for (const [index, { run, to }] of exports.entries()) {
        if (signal.aborted) return index
        tell({ phase: 'exporting', share: null, file: basename(to), number: index + 1, files: exports.length })
        await exportTo(run, format, to)
      }
      return exports.length
    })
  }

  function backUp(to: string): Promise<{ file: string; bytes: number }> {
    return works.do(({ signal, tell }) =>
      carrier.follow(
        'backUp',
        { to, replace: true },
        {
          signal,
          onProgress: (share) =>
            tell({ phase: 'copying', share: share as number, file: basename(to), number: 1, files: 1 }),
        },
      ),
    )
  }

  async function exportTo(run: string, format: ExportFormat, to: string): Promise<void> {
    if (format === 'pdf') await printPdf((html) => carrier.ask('exportRun', { run, format: 'html', to: html }), to)
    else await carrier.ask('exportRun', { run, format, to })
  }

  return {
    runFacets: () => reader.ask('runFacets'),
    renameRun: ({ runId, name }) => then(keeper.ask('renameRun', { run: runId, name })),
    setRunNote: ({ runId, note }) => then(keeper.ask('noteRun', { run: runId, note })),
    tagRuns: ({ runIds, add, remove }) => then(keeper.ask('tagRuns', { runs: runIds, add, remove })),
    pinRuns: ({ runIds, pinned }) => then(keeper.ask('pinRuns', { runs: runIds, pinned })),
    deleteRuns: ({ runIds }) => then(keeper.ask('deleteRuns', { runs: runIds })),
    restoreRuns: ({ runIds }) => then(keeper.ask('restoreRuns', { runs: runIds })),
    purgeRuns: () => then(carrier.ask('purgeRuns', { all: true })),
    libraryState: async () => ({
      storage: await keeper.ask('readStorage'),
      retention: await keeper.ask('readRetention'),
    }),
    planRetention: (rules) => keeper.ask('planRetention', { rules }),
    applyRetention: async (rules) => {
      await keeper.ask('saveRetention', rules)
      return then(keeper.ask('applyRetention'))
    },
    checkDatabase: () => carrier.ask('checkIntegrity'),
    backUpDatabase: async () => {
      const to = await askPlace(window(), `headroom ${new Date().toISOString().slice(0, 10)}.db`, 'db')
      return to === null ? null : backUp(to)
    },
    moveDatabase: () => move.ask(window()),
    exportRuns: async ({ runIds, format }) => {
      const [first = '', ...others] = runIds
      const place =
        others.length === 0
          ? await askPlace(window(), fileNameOf(first, format), EXPORT_FORMATS[format].ending.slice(1))
          : await askFolder(window())
      if (place === null) return null
      const exports = runIds.map((run) => ({
        run,
        to: others.length === 0 ? place : join(place, fileNameOf(run, format)),
      }))
      return { place, written: await exportAll(exports, format) }
    },
    importRuns: async () => {
      const options = { filters: IMPORTS, properties: ['openFile' as const, 'multiSelections' as const] }
      const over = window()
      const { filePaths } = await (over === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(over, options))
      return filePaths.length === 0 ? null : importAll(filePaths)
    },
    cancelWork: ({ id }) => works.cancel(id),
    importDropped: ({ files }) => importAll(files),
  } satisfies Partial<Handlers>
}

async function askFolder(over: BrowserWindow | undefined): Promise<string | null> {
  const options = { properties: ['openDirectory' as const, 'createDirectory' as const] }
  const { filePaths } = await (over === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(over, options))
  return filePaths[0] ?? null
}
