import { describe, expect, it } from 'vitest'
import { missingEntries, platformOf } from './lockEntries.mjs'

describe('platformOf', () => {
  it.each([
    ['@rolldown/binding-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
    ['@oxlint/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
    ['@oxlint-tsgolint/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@rolldown/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
    ['@rolldown/binding-wasm32-wasi', { os: ['wasi'], cpu: ['wasm32'] }],
  ])('reads %s', (name, expected) => {
    expect(platformOf(name)).toEqual(expected)
  })

  it('does not guess', () => {
    expect(() => platformOf('dmg-license')).toThrow('does not say which system')
  })
})

describe('missingEntries', () => {
  const tool = (version: string) => ({
    version,
    dev: true,
    optionalDependencies: { '@tool/darwin-arm64': `^${version}` },
  })

  it('adds what is nowhere to be found, with the version asked for', () => {
    expect(missingEntries({ '': {}, 'node_modules/tool': tool('1.2.0') })).toEqual({
      'node_modules/@tool/darwin-arm64': {
        version: '1.2.0',
        dev: true,
        optional: true,
        os: ['darwin'],
        cpu: ['arm64'],
      },
    })
  })

  it('leaves what the lock has, beside the dependent or above it', () => {
    const there = { version: '1.2.0' }
    const packages = { 'node_modules/a/node_modules/tool': tool('1.2.0') }
    expect(missingEntries({ ...packages, 'node_modules/@tool/darwin-arm64': there })).toEqual({})
    expect(missingEntries({ ...packages, 'node_modules/a/node_modules/@tool/darwin-arm64': there })).toEqual({})
  })

  it('gives two versions of one tool their own binaries', () => {
    const packages = { 'node_modules/tool': tool('2.0.0'), 'node_modules/a/node_modules/tool': tool('1.0.0') }
    const versions = Object.entries(missingEntries(packages)).map(([place, entry]) => [place, entry.version])
    expect(versions).toEqual([
      ['node_modules/@tool/darwin-arm64', '2.0.0'],
      ['node_modules/a/node_modules/tool/node_modules/@tool/darwin-arm64', '1.0.0'],
    ])
  })
})
