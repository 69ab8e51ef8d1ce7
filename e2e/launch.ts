import { type ElectronApplication, _electron } from '@playwright/test'
import { readRuntime, root } from '../scripts/bootstrap/runtimeRecord.mjs'

/** A packaged app to test instead of the built folder. */
const packagedExecutable = process.env['HEADROOM_E2E_EXECUTABLE']

/** Starts the built app on a profile folder. @param env further variables of its environment */
export function launchApp(profile: string, env?: Record<string, string>): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: executablePath(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--log-level=3',
      `--user-data-dir=${profile}`,
      ...(packagedExecutable === undefined ? [root] : []),
    ],
    env: environment(env),
    timeout: 30_000,
  })
}

function executablePath(): string {
  const path = packagedExecutable ?? readRuntime()?.executable
  if (path === undefined) throw new Error('There is no Electron runtime yet: `npm test` sets it up.')
  return path
}

/** The environment without what would make Electron run as plain Node; HEADROOM_* variables pass. */
function environment(extra: Record<string, string> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  )
  // There is no session bus under Xvfb, and looking for one fills the log.
  const quiet = { DBUS_SESSION_BUS_ADDRESS: 'disabled:', DBUS_SYSTEM_BUS_ADDRESS: 'disabled:' }
  return { ...Object.fromEntries(inherited), ...quiet, ...extra }
}
