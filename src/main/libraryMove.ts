import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { type BrowserWindow, app, dialog } from 'electron'
import type { LibraryKeeper } from '../core/library/keeper.ts'
import { openDatabase } from '../core/store/database.ts'
import { removeDatabase } from '../core/store/library/move.ts'
import { HeadroomError } from '../shared/errors.ts'
import type { SettingsStore } from './settings.ts'

/** Opens the database: in the app's folder, unless it was moved. @throws HeadroomError DATABASE_* */
export function openLibrary(folder: string, settings: SettingsStore): Database {
  const { databaseFile } = settings.current
  return openDatabase(databaseFile ?? join(folder, 'headroom.db'), { mustExist: databaseFile !== undefined })
}

/** What a move left behind, once the database has been opened at its new place. */
export function removeMoved(settings: SettingsStore, opened: string): void {
  const { movedFrom } = settings.current
  if (movedFrom === undefined) return
  if (movedFrom !== opened) removeDatabase(movedFrom)
  settings.change({ movedFrom: undefined })
}

/** Moves the database: a checked copy at the new place, a start from there, and then the old file goes. */
export class LibraryMove {
  private readonly options: { file: string; carrier: LibraryKeeper; settings: SettingsStore; isRunning: () => boolean }

  constructor(options: LibraryMove['options']) {
    this.options = options
  }

  /** Asks for a folder; null when the user cancels. @throws HeadroomError RUN_IN_PROGRESS, FILE_EXISTS, BACKUP_FAILED */
  async ask(window: BrowserWindow | undefined): Promise<{ file: string } | null> {
    const { file, carrier, settings, isRunning } = this.options
    if (isRunning()) {
      throw new HeadroomError({
        code: 'RUN_IN_PROGRESS',
        message: 'A run is going on: the database cannot be moved now.',
        hint: 'Stop it, or wait for its end.',
      })
    }
    const options = { properties: ['openDirectory' as const, 'createDirectory' as const] }
    const { filePaths } = await (window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options))
    const [folder] = filePaths
    if (folder === undefined) return null
    const to = join(folder, basename(file))
    await carrier.ask('backUp', { to, replace: false })
    if (!existsSync(to)) return null
    settings.change({ databaseFile: to, movedFrom: file })
    app.relaunch()
    app.quit()
    return { file: to }
  }
}
