import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder that the app keeps its data in: Electron's `userData` for the name Headroom, so that a run made in the
 * terminal appears in the app.
 */
export function dataFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Headroom')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Headroom')
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Headroom')
}
