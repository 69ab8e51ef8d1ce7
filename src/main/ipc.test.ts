import { beforeEach, expect, it, vi } from 'vitest'
import { HeadroomError } from '../shared/errors.ts'
import { CALLS } from '../shared/ipc.ts'
import { type Handlers, push, serveCalls } from './ipc.ts'

type Listener = (event: unknown, request: unknown) => Promise<unknown>
const listeners = vi.hoisted(() => new Map<string, Listener>())
vi.mock('electron', () => ({
  ipcMain: { handle: (name: string, listener: Listener) => listeners.set(name, listener) },
}))

const OWN = { senderFrame: { url: 'app://bundle/index.html', parent: null } }
const getRun = vi.fn<(request: unknown) => unknown>()

beforeEach(() => {
  listeners.clear()
  getRun.mockReset()
  serveCalls({ getRun } as unknown as Handlers, (url) => url.startsWith('app://bundle/'))
})

const ask = (event: unknown, request: unknown): Promise<unknown> | undefined =>
  listeners.get('getRun')?.(event, request)

it('listens to every call of the contract and to nothing else', () => {
  expect([...listeners.keys()].toSorted()).toEqual(Object.keys(CALLS).toSorted())
})

it('answers its own page', async () => {
  getRun.mockResolvedValue({ some: 'run' })
  expect(await ask(OWN, { runId: 'a' })).toEqual({ ok: true, value: { some: 'run' } })
  expect(getRun).toHaveBeenCalledWith({ runId: 'a' })
})

it.each([
  ['another origin', { senderFrame: { url: 'https://example.com/', parent: null } }],
  ['a frame inside the page', { senderFrame: { url: 'app://bundle/index.html', parent: {} } }],
  ['a frame that is gone', { senderFrame: null }],
])('refuses %s', async (_case, event) => {
  expect(await ask(event, { runId: 'a' })).toMatchObject({ ok: false, error: { code: 'IPC_SENDER' } })
  expect(getRun).not.toHaveBeenCalled()
})

it.each([undefined, {}, { runId: 7 }, { runId: '' }, { runId: 'x'.repeat(101) }])(
  'refuses a request that does not fit: %j',
  async (request) => {
    expect(await ask(OWN, request)).toMatchObject({ ok: false, error: { code: 'IPC_REQUEST' } })
    expect(getRun).not.toHaveBeenCalled()
  },
)

it('carries errors over with their code and hint', async () => {
  getRun.mockRejectedValue(new HeadroomError({ code: 'RUN_NOT_FOUND', message: 'none', hint: 'look' }))
  expect(await ask(OWN, { runId: 'a' })).toEqual({
    ok: false,
    error: { code: 'RUN_NOT_FOUND', message: 'none', hint: 'look' },
  })
})

it.each([
  [false, false, 1],
  [true, false, 0],
  [false, true, 0],
])('pushes only to a page that is there (destroyed %s, crashed %s)', (destroyed, crashed, sent) => {
  const send = vi.fn<() => void>()
  const contents = { isDestroyed: () => destroyed, isCrashed: () => crashed, send }
  push(contents as unknown as Parameters<typeof push>[0], 'runsChanged', undefined)
  expect(send).toHaveBeenCalledTimes(sent)
})
