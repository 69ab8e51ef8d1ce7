import { resolve } from 'node:path'
import { type ElectronApplication, type Page, _electron } from '@playwright/test'
import type { AppApi } from '../src/shared/ipc.ts'
import { readRuntime } from '../scripts/bootstrap/runtimeRecord.mjs'

/** The Electron that this clone runs on. */
export function electronOfClone(): string {
  const executable = readRuntime(resolve('.'))?.executable
  if (executable === undefined) throw new Error('There is no Electron runtime yet: `npm start` sets it up.')
  return executable
}

/** Starts the built app with a profile of its own; needs a display. */
export async function startApp(profile: string): Promise<{ app: ElectronApplication; page: Page }> {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env as Record<string, string>
  const app = await _electron.launch({
    executablePath: electronOfClone(),
    args: ['--no-sandbox', '--log-level=3', `--user-data-dir=${profile}`, resolve('.')],
    env: { ...inherited, DBUS_SESSION_BUS_ADDRESS: 'disabled:', DBUS_SYSTEM_BUS_ADDRESS: 'disabled:' },
  })
  const page = await app.firstWindow()
  await page.getByTestId('run-demo').waitFor()
  return { app, page }
}

/** Starts a run as the designer's button does. */
export async function startRun(page: Page, text: string): Promise<void> {
  await page.evaluate(async (scenario) => {
    const { headroom } = window as unknown as { headroom: AppApi }
    const answer = await headroom.startRun({ text: scenario })
    if (!answer.ok) throw new Error(answer.error.message)
  }, text)
}

/** Process number of the app's load worker, once there is one. */
export function loadWorkerOf(app: ElectronApplication): Promise<number | undefined> {
  return app.evaluate(
    ({ app: electron }) => electron.getAppMetrics().find(({ name }) => name?.startsWith('load worker') === true)?.pid,
  )
}
