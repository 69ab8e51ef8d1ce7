import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserWindow, Menu, app, dialog, powerSaveBlocker } from 'electron'
import { PRODUCT_VERSIONS } from '../core/productVersions.ts'
import { machineFacts } from '../core/runner/machineFacts.ts'
import { LibraryKeeper } from '../core/library/keeper.ts'
import { closeInterruptedIfPossible } from '../core/store/interruptedRuns.ts'
import { StoreReader } from '../core/store/reader.ts'
import { sqliteVersion } from '../core/store/sqliteVersion.ts'
import { toErrorDetail } from '../shared/errors.ts'
import type { Pushes } from '../shared/ipc.ts'
import { confirmHosts } from './confirmHosts.ts'
import { electronHost } from './electronHost.ts'
import { appHandlers, applyAppearance } from './handlers/app.ts'
import { baselineHandlers } from './handlers/baselines.ts'
import { libraryHandlers } from './handlers/library.ts'
import { reportHandlers } from './handlers/reports.ts'
import { comparisonHandlers } from './handlers/comparisons.ts'
import { PREFLIGHT_HANDLERS } from './handlers/preflight.ts'
import { runHandlers } from './handlers/runs.ts'
import { scheduleHandlers } from './handlers/schedules.ts'
import { AppSchedules } from './schedules.ts'
import { scenarioHandlers } from './handlers/scenarios.ts'
import { push, serveCalls } from './ipc.ts'
import { LongWorks } from './longWorks.ts'
import { LibraryMove, openLibrary, removeMoved } from './libraryMove.ts'
import { printAndExit, printRequest } from './printProgram.ts'
import { buildMenu } from './menu.ts'
import { registerAppScheme, serveApp } from './protocol.ts'
import { QuitGuard } from './quitGuard.ts'
import { PROGRAMS } from './resources.ts'
import { RunCoordinator } from './runCoordinator.ts'
import { watchRuns } from './runsWatch.ts'
import { ScenarioFiles } from './scenarioFiles.ts'
import { SettingsStore } from './settings.ts'
import { tidyLibrary } from './tidyLibrary.ts'
import { isOwnPage, loadApp, openWindow } from './window.ts'

let window: BrowserWindow | undefined

registerAppScheme()
// enableSandbox() would override --no-sandbox, which root (CI, containers) needs: children would die.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

const printing = printRequest()
if (printing !== undefined) {
  // For the command line: prints a report and ends; no window, no library.
  void app.whenReady().then(() => printAndExit(printing))
} else if (app.requestSingleInstanceLock()) {
  // Never `await app.whenReady()` at the top level of an ES module: ready waits for this module, so it hangs.
  void app.whenReady().then(start, giveUp)
} else {
  app.quit()
}

async function start(): Promise<void> {
  try {
    await startApp(app.getPath('userData'))
  } catch (thrown) {
    giveUp(thrown)
  }
}

async function startApp(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const settings = new SettingsStore(folder)
  const database = openLibrary(folder, settings)
  removeMoved(settings, database.name)
  closeInterruptedIfPossible(database)
  // Each in a thread of its own, so that a list never waits for a report, nor a new name for an export.
  const reader = new StoreReader(PROGRAMS.reader, database.name)
  const reporter = new StoreReader(PROGRAMS.reader, database.name)
  const keeper = new LibraryKeeper(PROGRAMS.keeper, database.name)
  const carrier = new LibraryKeeper(PROGRAMS.keeper, database.name)
  applyAppearance(settings)
  const machine = machineFacts({
    ...PRODUCT_VERSIONS,
    electron: process.versions.electron,
    sqlite: sqliteVersion(database),
  })
  const runs = new RunCoordinator({
    database,
    host: electronHost(PROGRAMS.loadWorker),
    machine,
    push: tell,
    confirm: (loaded) => confirmHosts(loaded, settings, window),
    onBusy: keepAwake(),
  })
  const quitGuard = new QuitGuard(runs)
  const move = new LibraryMove({ file: database.name, carrier, settings, isRunning: () => runs.isRunning })
  const runsChanged = (): void => tell('runsChanged', undefined)
  const files = new ScenarioFiles(settings, () => window)
  const schedules = new AppSchedules(database, runs, () => tell('schedulesChanged', undefined))

  serveApp(join(import.meta.dirname, '../renderer'))
  serveCalls(
    {
      ...appHandlers(machine, database.name, settings),
      ...scenarioHandlers(files),
      ...libraryHandlers({
        keeper,
        carrier,
        reader,
        move,
        window: () => window,
        changed: runsChanged,
        works: new LongWorks((news) => tell('workNews', news)),
      }),
      ...runHandlers(runs, reader),
      ...comparisonHandlers(reporter),
      ...PREFLIGHT_HANDLERS,
      ...scheduleHandlers(schedules, files),
      ...baselineHandlers(database, reporter, () => tell('runsChanged', undefined)),
      ...reportHandlers(runs, reporter, () => window),
    },
    isOwnPage,
  )
  Menu.setApplicationMenu(buildMenu((command) => tell('menu', { command })))
  const endWatch = watchRuns(reader, runsChanged)
  const endTidying = tidyLibrary(carrier, runsChanged)

  const show = async (): Promise<void> => {
    const opened = openWindow(import.meta.dirname, settings)
    window = opened
    opened.on('close', (event) => quitGuard.check(event, window))
    opened.on('closed', () => {
      window = undefined
    })
    await loadApp(opened)
  }
  app.on('before-quit', (event) => quitGuard.check(event, window))
  app.once('will-quit', (event) => {
    event.preventDefault()
    endWatch()
    endTidying()
    schedules.end()
    // The last connection to close leaves one whole file behind, without a write-ahead log.
    void Promise.all([reader, reporter, keeper, carrier].map((thread) => thread.close())).finally(() => {
      database.close()
      app.exit(0)
    })
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (window === undefined) show().catch(giveUp)
  })
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  await show()
  schedules.begin()
}

/** Tells the renderer something unasked; nobody hears it while there is no window. */
function tell<Name extends keyof Pushes>(name: Name, payload: Pushes[Name]): void {
  if (window !== undefined) push(window.webContents, name, payload)
}

/** A machine that falls asleep spoils a run. */
function keepAwake(): (busy: boolean) => void {
  let blocker: number | undefined
  return (busy) => {
    if (busy) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }
}

/** Without its database or its window the app is of no use. */
function giveUp(thrown: unknown): void {
  const { message, hint } = toErrorDetail(thrown)
  dialog.showErrorBox('Headroom cannot start', hint === undefined ? message : `${message}\n\n${hint}`)
  app.exit(1)
}
