import { describe, expect, it } from 'vitest'
import { hasFallback, placeInRuntime } from './fallbackRuntime.mjs'

describe('placeInRuntime', () => {
  it.each([
    ['Cypress/Cypress', 'electron'],
    ['Cypress/libffmpeg.so', 'libffmpeg.so'],
    ['Cypress/locales/en-US.pak', 'locales/en-US.pak'],
    ['Cypress/resources/app/index.js', undefined],
    ['Cypress/resources/app-update.yml', undefined],
    ['Cypress/browser_v8_context_snapshot.bin', undefined],
    ['elsewhere/file', undefined],
  ])('puts %s at %s', (name, expected) => {
    expect(placeInRuntime(name)).toBe(expected)
  })
})

it('has a fallback for Linux on x64 with glibc alone', () => {
  const linux = { platform: 'linux', arch: 'x64', isMusl: false } as const
  expect(hasFallback(linux)).toBe(true)
  expect(hasFallback({ ...linux, isMusl: true })).toBe(false)
  expect(hasFallback({ ...linux, arch: 'arm64' })).toBe(false)
  expect(hasFallback({ ...linux, platform: 'darwin' })).toBe(false)
})
