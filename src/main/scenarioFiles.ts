import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { type BrowserWindow, type FileFilter, dialog } from 'electron'
import { HeadroomError } from '../shared/errors.ts'
import { writeAtomically } from '../core/writeAtomically.ts'
import { fileUnreadable, fileUnwritable } from '../shared/fileErrors.ts'
import type { RecentScenario, ScenarioFile } from '../shared/ipc.ts'
import { parseScenario } from '../shared/scenario/parse.ts'
import type { SettingsStore } from './settings.ts'

const FILTERS: FileFilter[] = [
  { name: 'Scenarios', extensions: ['yaml', 'yml'] },
  { name: 'All files', extensions: ['*'] },
]
const ENDING = '.headroom.yaml'
const MOST_BYTES = 5_000_000
const MOST_RECENT = 10

/**
 * Scenario files that the user has chosen. The renderer can name only those it was given: what was never chosen in a dialog
 * is neither read nor written.
 */
export class ScenarioFiles {
  private readonly settings: SettingsStore
  private readonly window: () => BrowserWindow | undefined

  constructor(settings: SettingsStore, window: () => BrowserWindow | undefined) {
    this.settings = settings
    this.window = window
  }

  /** Those that still exist, the newest first. */
  recent(): RecentScenario[] {
    return this.settings.current.recentScenarios.filter(({ file }) => existsSync(file))
  }

  /** Asks for a file; null when the user cancels. @throws HeadroomError FILE_UNREADABLE, FILE_TOO_LARGE */
  async open(): Promise<ScenarioFile | null> {
    const window = this.window()
    const options = { filters: FILTERS, properties: ['openFile' as const] }
    const { filePaths } = await (window === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options))
    const [file] = filePaths
    return file === undefined ? null : this.load(file)
  }

  /** A file that was chosen before. @throws HeadroomError FILE_UNKNOWN, FILE_UNREADABLE, FILE_TOO_LARGE */
  read(file: string): ScenarioFile {
    if (this.isKnown(file)) return this.load(file)
    throw new HeadroomError({
      code: 'FILE_UNKNOWN',
      message: `This file was not opened in Headroom before: ${file}.`,
      hint: 'Open it with File, Open scenario.',
      at: { file },
    })
  }

  /** Writes to `file`, or to one that the user is asked for; null when the user cancels. @throws HeadroomError FILE_UNWRITABLE */
  async save(text: string, file: string | undefined, saveAs: boolean): Promise<ScenarioFile | null> {
    const place = file !== undefined && !saveAs && this.isKnown(file) ? file : await this.askPlace(text, file)
    if (place === null) return null
    try {
      writeAtomically(place, text)
    } catch (cause) {
      throw fileUnwritable(
        place,
        cause,
        'Check the rights of its folder and the room on the disk, or save it elsewhere.',
      )
    }
    this.remember(place, text)
    return { file: place, text }
  }

  private async askPlace(text: string, file: string | undefined): Promise<string | null> {
    const window = this.window()
    const options = { filters: FILTERS, defaultPath: file ?? `${fileNameOf(text)}${ENDING}` }
    const { filePath } = await (window === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options))
    if (filePath === '') return null
    return /\.ya?ml$/i.test(filePath) ? filePath : `${filePath}${ENDING}`
  }

  private load(file: string): ScenarioFile {
    const text = readText(file)
    this.remember(file, text)
    return { file, text }
  }

  private remember(file: string, text: string): void {
    const name = parseScenario(text).scenario?.name ?? basename(file)
    const others = this.settings.current.recentScenarios.filter((recent) => recent.file !== file)
    const recentScenarios = [{ file, name, openedAtMs: Date.now() }, ...others].slice(0, MOST_RECENT)
    this.settings.change({ recentScenarios })
  }

  private isKnown(file: string): boolean {
    return this.settings.current.recentScenarios.some((recent) => recent.file === file)
  }
}

function readText(file: string): string {
  try {
    if (statSync(file).size <= MOST_BYTES) return readFileSync(file, 'utf8')
  } catch (cause) {
    throw fileUnreadable(file, cause, 'Check that it is still there and that you may read it.')
  }
  throw new HeadroomError({
    code: 'FILE_TOO_LARGE',
    message: `The file is larger than a scenario can be (${MOST_BYTES / 1e6} MB): ${file}.`,
    hint: 'Keep data in files of their own and name them under `data`.',
    at: { file },
  })
}

/** A file name from the scenario's name: `Mixed traffic` becomes `mixed-traffic`. */
function fileNameOf(text: string): string {
  const name = parseScenario(text).scenario?.name ?? ''
  const plain = name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'scenario' : plain
}
