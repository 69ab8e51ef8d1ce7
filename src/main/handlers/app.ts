import { statSync } from 'node:fs'
import { nativeTheme } from 'electron'
import packageJson from '../../../package.json' with { type: 'json' }
import type { MachineFacts } from '../../shared/run.ts'
import type { Handlers } from '../ipc.ts'
import type { SettingsStore } from '../settings.ts'

/** What the app says of itself. */
export function appHandlers(machine: MachineFacts, databaseFile: string, settings: SettingsStore) {
  return {
    appInfo: () => ({
      machine,
      chrome: process.versions.chrome,
      officialRuntime: majorOf(process.versions.electron) >= majorOf(packageJson.devDependencies.electron),
      databaseFile,
      databaseBytes: bytesOf(databaseFile) + bytesOf(`${databaseFile}-wal`),
      appearance: settings.current.appearance,
    }),
    setAppearance: ({ appearance }) => {
      settings.change({ appearance })
      applyAppearance(settings)
    },
  } satisfies Pick<Handlers, 'appInfo' | 'setAppearance'>
}

/** Menus and dialogs follow the app's colours. */
export function applyAppearance(settings: SettingsStore): void {
  const { appearance } = settings.current
  nativeTheme.themeSource = appearance === 'auto' ? 'system' : appearance
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
