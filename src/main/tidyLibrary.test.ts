import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LibraryKeeper } from '../core/library/keeper.ts'
import { tidyLibrary } from './tidyLibrary.ts'

const ask = vi.fn<(name: string) => Promise<unknown>>()
const changed = vi.fn<() => void>()

beforeEach(() => {
  vi.useFakeTimers()
  ask.mockReset().mockResolvedValue([])
  changed.mockReset()
})
afterEach(() => {
  vi.useRealTimers()
})

it('tells of runs whose program is gone within seconds, and goes on after a failure', async () => {
  const end = tidyLibrary({ ask } as unknown as LibraryKeeper, changed)
  ask.mockRejectedValueOnce(new Error('the disk is full'))
  await vi.advanceTimersByTimeAsync(5000)
  expect(changed).not.toHaveBeenCalled()
  ask.mockResolvedValueOnce(['killed'])
  await vi.advanceTimersByTimeAsync(5000)
  expect(ask.mock.calls).toEqual([['closeInterruptedRuns'], ['closeInterruptedRuns']])
  expect(changed).toHaveBeenCalledTimes(1)
  end()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(ask).toHaveBeenCalledTimes(2)
})

it('does not begin again before it has ended', async () => {
  const end = tidyLibrary({ ask } as unknown as LibraryKeeper, changed)
  ask.mockReturnValue(new Promise(() => undefined))
  await vi.advanceTimersByTimeAsync(20_000)
  end()
  expect(ask.mock.calls).toEqual([['closeInterruptedRuns'], ['applyRetention']])
})

it('applies retention after the start and each hour, and purges what was deleted long ago', async () => {
  const end = tidyLibrary({ ask } as unknown as LibraryKeeper, changed)
  await vi.advanceTimersByTimeAsync(3_600_000)
  end()
  const asked = ask.mock.calls.map(([name]) => name).filter((name) => name !== 'closeInterruptedRuns')
  expect(asked).toEqual(['applyRetention', 'purgeRuns', 'applyRetention', 'purgeRuns'])
})
