import { describe, expect, it } from 'vitest'
import type { System } from './system.mjs'
import { ensureLibraries, ensureVirtualDisplay, missingLibraries } from './systemPackages.mjs'
import { type Call, testReport, testSystem } from './testSystem.ts'

const ldd = [
  '\tlinux-vdso.so.1 (0x1)',
  '\tlibgtk-3.so.0 => not found',
  '\tlibc.so.6 => /lib/libc.so.6 (0x2)',
  '\tlibnss3.so => not found',
].join('\n')

const lacking = (call: Call) => (call.command === 'ldd' ? { stdout: ldd } : {})

describe('missingLibraries', () => {
  it('reads them from ldd', async () => {
    expect(await missingLibraries(testSystem('/home', lacking).system, '/electron')).toEqual([
      'libgtk-3.so.0',
      'libnss3.so',
    ])
  })

  it('does not ask elsewhere than on Linux', async () => {
    const { system, calls } = testSystem('/home', lacking, { platform: 'darwin' })
    expect(await missingLibraries(system, '/electron')).toEqual([])
    expect(calls).toEqual([])
  })
})

describe('ensureLibraries', () => {
  const ensure = async (overrides: Partial<System>) => {
    const { system, calls } = testSystem('/home', lacking, overrides)
    await ensureLibraries(system, testReport().report, '/electron')
    return calls
  }

  it('installs them with apt as root', async () => {
    const calls = await ensure({ isRoot: true })
    expect(calls[1]?.args[1]).toBe(
      'apt-get update && apt-get install -y --no-install-recommends libgtk-3-0 libnss3 libgbm1 libasound2 fonts-dejavu-core',
    )
  })

  it('names the libraries and the exact command to other users, and changes nothing', async () => {
    await expect(ensure({})).rejects.toMatchObject({
      message: expect.stringContaining('libgtk-3.so.0, libnss3.so') as string,
      hint: expect.stringContaining(
        "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libgtk-3-0",
      ) as string,
    })
  })

  it('names the packages where there is no apt', async () => {
    await expect(ensure({ isRoot: true, hasProgram: () => false })).rejects.toMatchObject({
      hint: expect.stringContaining("system's package manager") as string,
    })
  })
})

describe('ensureVirtualDisplay', () => {
  it('installs Xvfb when a part of it is missing', async () => {
    const { system, calls } = testSystem('/home', undefined, { isRoot: true, hasProgram: (name) => name !== 'Xvfb' })
    await ensureVirtualDisplay(system, testReport().report)
    expect(calls[0]?.args[1]).toContain('xvfb xauth')
  })

  it('does nothing when it is there', async () => {
    const { system, calls } = testSystem('/home')
    await ensureVirtualDisplay(system, testReport().report)
    expect(calls).toEqual([])
  })
})
