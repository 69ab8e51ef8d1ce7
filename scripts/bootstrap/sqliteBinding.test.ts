import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ElectronRuntime } from './runtimeRecord.mjs'
import { ensureSqliteBinding, headersFolder, isBindingReady } from './sqliteBinding.mjs'
import type { System } from './system.mjs'
import { type Call, folderWith, testReport, testSystem, writeFileIn } from './testSystem.ts'

const PACKAGE = 'node_modules/better-sqlite3'
const COMPILED = `${PACKAGE}/build/Release/better_sqlite3.node`
const CACHED = '.cache/headroom/better-sqlite3-13.2.0-linux-x64/better_sqlite3.node'

function clone(files: Record<string, string> = {}): string {
  return folderWith({
    [`${PACKAGE}/package.json`]: '{"version":"13.2.0"}',
    [`${PACKAGE}/prebuilds/linux-x64.node`]: 'prebuilt',
    ...files,
  })
}

function electron(nodeApi: number): ElectronRuntime {
  return {
    kind: 'official',
    dist: '',
    executable: '/electron',
    version: '1',
    nodeApi,
    wantedVersion: '1',
    chosenAtMs: 0,
  }
}

const isCompilation = (call: Call) => call.args[0]?.endsWith('node-gyp.js') === true

/** Stands in for node-gyp. */
function compiles(call: Call) {
  if (isCompilation(call)) writeFileIn(String(call.options.cwd), 'build/Release/better_sqlite3.node', 'compiled')
  return {}
}

async function ensure(
  root: string,
  answer: (call: Call) => object,
  overrides: Partial<System> = {},
  runtime = electron(9),
) {
  const { system, calls } = testSystem(root, answer, overrides)
  const { report, text } = testReport()
  await ensureSqliteBinding(system, report, root, runtime)
  return { calls, text: text() }
}

describe('isBindingReady', () => {
  it.each([
    ['both runtimes are new enough', 10, 10, true],
    ['Node is too old for the prebuilt binding', 9, 10, false],
    ['Electron is too old for it', 10, 9, false],
  ])('when %s', (_, nodeApi, electronNodeApi, expected) => {
    const root = clone()
    expect(isBindingReady(testSystem(root, undefined, { nodeApi }).system, root, electron(electronNodeApi))).toBe(
      expected,
    )
  })

  it('needs a prebuilt binding for this platform', () => {
    const root = clone()
    const { system } = testSystem(root, undefined, { nodeApi: 10, isMusl: true })
    expect(isBindingReady(system, root)).toBe(false)
  })
})

describe('ensureSqliteBinding', () => {
  it('compiles once, tries the result in both runtimes, and keeps it for the next clone', async () => {
    const root = clone()
    const { calls } = await ensure(root, compiles)
    expect(readFileSync(join(root, COMPILED), 'utf8')).toBe('compiled')
    expect(calls.filter((call) => call.args[0] === '-e').map((call) => call.command)).toEqual([
      '/node/bin/node',
      '/electron',
    ])

    const second = clone({ [CACHED]: readFileSync(join(root, CACHED), 'utf8') })
    const { calls: later } = await ensure(second, compiles)
    expect(later.some(isCompilation)).toBe(false)
    expect(readFileSync(join(second, COMPILED), 'utf8')).toBe('compiled')
  })

  it('does not put in place what a runtime cannot load', async () => {
    const root = clone({ [CACHED]: 'for another system' })
    const failing = ensure(root, (call) => (call.command === '/electron' ? { code: 139 } : {}))
    await expect(failing).rejects.toThrow('/electron cannot load the SQLite binding (exit code 139)')
    expect(existsSync(join(root, COMPILED))).toBe(false)
  })

  it('names the exact command when the compiler is missing and we are not root', async () => {
    const failing = ensure(clone(), compiles, { hasProgram: (program) => program !== 'g++' })
    await expect(failing).rejects.toMatchObject({
      message: expect.stringContaining('(g++)') as string,
      hint: expect.stringContaining(
        "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends g++ make python3'",
      ) as string,
    })
  })

  it('keeps nothing of a failed compilation', async () => {
    const root = clone()
    const failing = ensure(root, (call) => (isCompilation(call) ? { code: 1, stderr: 'gyp ERR!' } : {}))
    await expect(failing).rejects.toMatchObject({ detail: 'gyp ERR!' })
    expect(existsSync(join(root, CACHED))).toBe(false)
    expect(existsSync(join(root, COMPILED))).toBe(false)
  })
})

describe('headersFolder', () => {
  it('finds the headers that came with Node, or those npm was told of, or none', () => {
    const root = folderWith({ 'own/include/node/node_api.h': '', 'named/include/node/node_api.h': '' })
    const env = { npm_config_nodedir: join(root, 'named') }
    const headers = (nodePath: string) => headersFolder(testSystem(root, undefined, { nodePath, env }).system)
    expect(headers(join(root, 'own/bin/node'))).toBe(join(root, 'own'))
    expect(headers('/elsewhere/bin/node')).toBe(join(root, 'named'))
    expect(headersFolder(testSystem(root, undefined, { nodePath: '/elsewhere/bin/node' }).system)).toBeUndefined()
  })
})
