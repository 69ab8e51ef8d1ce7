import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheFolder, cacheKey, keptFolder } from './cache.mjs'
import { folderWith } from './testSystem.ts'

describe('cacheFolder', () => {
  it.each([
    ['linux', {}, '/home/ada/.cache/headroom'],
    ['linux', { XDG_CACHE_HOME: '/cache' }, '/cache/headroom'],
    ['darwin', { XDG_CACHE_HOME: '/cache' }, '/home/ada/Library/Caches/headroom'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/headroom/Cache'],
  ] as const)('on %s with %o is %s', (platform, env, expected) => {
    expect(cacheFolder({ platform, env, home: '/home/ada' })).toBe(join(expected))
  })
})

describe('cacheKey', () => {
  it('differs for every version, platform, processor and C library', () => {
    const linux = { platform: 'linux', arch: 'x64', isMusl: false } as const
    const keys = [
      cacheKey(linux, 'sqlite', '1.0.0'),
      cacheKey(linux, 'sqlite', '1.0.1'),
      cacheKey({ ...linux, arch: 'arm64' }, 'sqlite', '1.0.0'),
      cacheKey({ ...linux, isMusl: true }, 'sqlite', '1.0.0'),
      cacheKey({ ...linux, platform: 'darwin' }, 'sqlite', '1.0.0'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('keptFolder', () => {
  it('is filled once', async () => {
    const folder = join(folderWith(), 'cache', 'thing')
    let fills = 0
    const fill = (temporary: string) => {
      fills++
      writeFileSync(join(temporary, 'file'), 'content')
      return Promise.resolve()
    }
    await keptFolder(folder, fill)
    await keptFolder(folder, fill)
    expect(fills).toBe(1)
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('leaves nothing when filling fails', async () => {
    const folder = join(folderWith(), 'thing')
    const fill = (temporary: string) => {
      writeFileSync(join(temporary, 'half'), '')
      return Promise.reject(new Error('network'))
    }
    await expect(keptFolder(folder, fill)).rejects.toThrow('network')
    expect(readdirSync(join(folder, '..'))).toEqual([])
  })

  it('removes what an interrupted set-up left, and only that', async () => {
    const parent = folderWith({ 'thing.partial-1/half': '', 'other.partial-1/half': '' })
    await keptFolder(join(parent, 'thing'), () => Promise.resolve())
    expect(existsSync(join(parent, 'thing.partial-1'))).toBe(false)
    expect(existsSync(join(parent, 'other.partial-1'))).toBe(true)
  })
})
