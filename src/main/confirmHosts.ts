import type { BrowserWindow } from 'electron'
import type { LoadedScenario } from '../core/runner/loadScenario.ts'
import { HeadroomError } from '../shared/errors.ts'
import { hostFault } from '../shared/scenario/hosts.ts'
import { askUser } from './askUser.ts'
import type { SettingsStore } from './settings.ts'

/** More are forgotten, the oldest first; forgetting costs a question. */
const MOST_CONFIRMED = 200

/**
 * Load that leaves this machine needs the user's word, once per scenario and set of hosts.
 * @throws HeadroomError RUN_CANCELLED
 */
export async function confirmHosts(
  { scenario, file }: LoadedScenario,
  settings: SettingsStore,
  window: BrowserWindow | undefined,
): Promise<void> {
  const hosts = (scenario.guards.hosts ?? []).filter((host) => !isLoopback(host)).toSorted()
  if (hosts.length === 0) return
  const key = JSON.stringify([file ?? scenario.name, ...hosts])
  const confirmed = settings.current.confirmedHosts
  if (confirmed.includes(key)) return
  const question = {
    type: 'warning' as const,
    message: `Send load to ${hosts.join(', ')}?`,
    detail: `The scenario “${scenario.name}” sends requests to other machines. Load-test only systems whose owner agrees.`,
    buttons: ['Send load', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  }
  if (!(await askUser(question, window))) {
    throw new HeadroomError({
      code: 'RUN_CANCELLED',
      message: 'The run was not started: sending load was not confirmed.',
    })
  }
  settings.change({ confirmedHosts: [...confirmed, key].slice(-MOST_CONFIRMED) })
}

function isLoopback(host: string): boolean {
  const inUrl = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return hostFault(`http://${inUrl}`, undefined) === undefined
}
