import { describe, expect, it } from 'vitest'
import { arePackagesInstalled, ensurePackages } from './packages.mjs'
import { folderWith, testReport, testSystem } from './testSystem.ts'

const lock = (packages: Record<string, object>) => JSON.stringify({ packages: { '': { name: 'x' }, ...packages } })

const locked = lock({
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a-darwin-arm64': { version: '1.0.0', optional: true },
})

describe('arePackagesInstalled', () => {
  it.each([
    ['all is there but other platforms', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['a version differs', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['one is missing', {}, false],
  ])('when %s', (_, installed, expected) => {
    const root = folderWith({ 'package-lock.json': locked, 'node_modules/.package-lock.json': lock(installed) })
    expect(arePackagesInstalled(root)).toBe(expected)
  })

  it('is false before the first install, and after an interrupted one', () => {
    expect(arePackagesInstalled(folderWith({ 'package-lock.json': locked, 'node_modules/a/package.json': '{}' }))).toBe(
      false,
    )
  })
})

describe('ensurePackages', () => {
  it('runs npm ci and stops with the output when it fails', async () => {
    const root = folderWith({ 'package-lock.json': locked })
    const { system, calls } = testSystem(root, () => ({ code: 1, stderr: 'npm error code ECONNREFUSED' }))
    await expect(ensurePackages(system, testReport().report, root)).rejects.toMatchObject({
      name: 'SetupProblem',
      detail: 'npm error code ECONNREFUSED',
    })
    expect(calls.map((call) => [call.command, call.args[0]])).toEqual([['npm', 'ci']])
  })
})
