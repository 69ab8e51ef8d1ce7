import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withLock } from './lock.mjs'
import { folderWith, writeFileIn } from './testSystem.ts'

describe('withLock', () => {
  it('holds the lock during the work and releases it, also after a failure', async () => {
    const file = join(folderWith(), 'deep', 'lock')
    await withLock(file, () => {
      expect(readFileSync(file, 'utf8')).toBe(String(process.pid))
      return Promise.resolve()
    })
    expect(existsSync(file)).toBe(false)
    await expect(withLock(file, () => Promise.reject(new Error('work')))).rejects.toThrow('work')
    expect(existsSync(file)).toBe(false)
  })

  it('waits for a living owner and says so once', async () => {
    const folder = folderWith({ lock: '77' })
    const waitedFor: number[] = []
    let pauses = 0
    const result = await withLock(join(folder, 'lock'), () => Promise.resolve('mine'), {
      isAlive: () => true,
      onWait: (pid) => waitedFor.push(pid),
      pause: () => {
        if (++pauses === 3) rmSync(join(folder, 'lock'))
        return Promise.resolve()
      },
    })
    expect(result).toBe('mine')
    expect(pauses).toBe(3)
    expect(waitedFor).toEqual([77])
  })

  it('takes over the lock of a process that died', async () => {
    const folder = folderWith({ lock: '77' })
    const result = await withLock(join(folder, 'lock'), () => Promise.resolve('mine'), { isAlive: () => false })
    expect(result).toBe('mine')
  })

  it('gives up after its bound, names the file and leaves the lock to its owner', async () => {
    const folder = folderWith({ lock: '77' })
    const file = join(folder, 'lock')
    const waiting = withLock(file, () => Promise.resolve(), {
      boundMs: 1_000,
      isAlive: () => true,
      pause: () => Promise.resolve(),
    })
    await expect(waiting).rejects.toMatchObject({ name: 'SetupProblem', hint: expect.stringContaining(file) as string })
    expect(readFileSync(file, 'utf8')).toBe('77')
  })

  it('keeps the lock of a new owner who came while the dead one was looked at', async () => {
    const folder = folderWith({ lock: '77' })
    const file = join(folder, 'lock')
    const seen: number[] = []
    const waiting = withLock(file, () => Promise.resolve(), {
      boundMs: 400,
      isAlive: (pid) => {
        seen.push(pid)
        if (pid === 77) writeFileIn(folder, 'lock', '88')
        return pid === 88
      },
      pause: () => Promise.resolve(),
    })
    await expect(waiting).rejects.toMatchObject({ name: 'SetupProblem' })
    expect(seen).toContain(88)
    expect(readFileSync(file, 'utf8')).toBe('88')
  })

  it('lets the work of many happen one at a time', async () => {
    const file = join(folderWith(), 'lock')
    let atWork = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++atWork)
      await Promise.resolve()
      atWork--
    }
    const pause = () => Promise.resolve()
    await Promise.all(Array.from({ length: 5 }, () => withLock(file, work, { pause, isAlive: () => true })))
    expect(most).toBe(1)
  })
})
