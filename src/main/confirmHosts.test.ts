import { beforeEach, expect, it, vi } from 'vitest'
import { constantLoad } from '../core/runner/testing/virtualRun.ts'
import { confirmHosts } from './confirmHosts.ts'
import type { SettingsStore } from './settings.ts'

const ask = vi.hoisted(() => vi.fn<(question: unknown) => Promise<unknown>>())
vi.mock('electron', () => ({ dialog: { showMessageBox: ask } }))

let confirmed: readonly string[]
const settings = {
  get current() {
    return { confirmedHosts: confirmed }
  },
  change: (change: { confirmedHosts: string[] }) => {
    confirmed = change.confirmedHosts
  },
} as unknown as SettingsStore

beforeEach(() => {
  confirmed = []
  ask.mockReset()
  ask.mockResolvedValue({ response: 0 })
})

function confirm(hosts: readonly string[] | undefined, file?: string): Promise<void> {
  const scenario = constantLoad(1, { guards: hosts === undefined ? {} : { hosts } })
  const loaded = { scenario, text: '', secrets: [], data: {}, ...(file === undefined ? {} : { file }) }
  return confirmHosts(loaded, settings, undefined)
}

it.each([[undefined], [[]], [['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]', 'api.localhost']]])(
  'does not ask about this machine: %j',
  async (hosts) => {
    await confirm(hosts)
    expect(ask).not.toHaveBeenCalled()
  },
)

it('asks once per scenario and set of hosts', async () => {
  await confirm(['shop.example.com', 'localhost'], '/a.yaml')
  expect(ask).toHaveBeenCalledWith(expect.objectContaining({ message: 'Send load to shop.example.com?' }))
  await confirm(['localhost', 'shop.example.com'], '/a.yaml')
  expect(ask).toHaveBeenCalledTimes(1)
  await confirm(['shop.example.com', 'pay.example.com'], '/a.yaml')
  await confirm(['shop.example.com'], '/b.yaml')
  expect(ask).toHaveBeenCalledTimes(3)
})

it('does not start, and asks again, when the user cancels', async () => {
  ask.mockResolvedValue({ response: 1 })
  await expect(confirm(['shop.example.com'])).rejects.toMatchObject({ code: 'RUN_CANCELLED' })
  await expect(confirm(['shop.example.com'])).rejects.toMatchObject({ code: 'RUN_CANCELLED' })
  expect(ask).toHaveBeenCalledTimes(2)
})
