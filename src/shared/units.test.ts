import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatChange,
  formatPercent,
  formatRate,
  parseDuration,
  zeroLike,
} from './units.ts'

describe('parseDuration', () => {
  it.each<[string | number, number]>([
    ['0', 0],
    ['0s', 0],
    [1500, 1.5e6],
    ['1500', 1.5e6],
    [0.5, 500],
    ['500ms', 500e3],
    ['1m30s', 90e6],
    ['1h 2m 3s', 3723e6],
    ['1.5h', 5400e6],
    ['1d', 86_400e6],
    ['250us', 250],
    ['250µs', 250],
    ['2m500ms', 120.5e6],
  ])('%j is %d µs', (text, us) => {
    expect(parseDuration(text)).toBe(us)
  })

  it.each<string | number>([
    '',
    ' ',
    's',
    '5x',
    '5 minutes',
    '-1s',
    -1,
    NaN,
    Infinity,
    '1m30',
    '1,5s',
    'm5',
    '1s!',
    '1..2s',
    '1e3s',
  ])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'DURATION_INVALID' }))
  })

  it('adds its parts', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(59), fc.nat(59), fc.nat(999), (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe((((h * 60 + m) * 60 + s) * 1000 + ms) * 1000)
      }),
    )
  })
})

describe('formatting', () => {
  it.each<[number | null, string]>([
    [null, '–'],
    [NaN, '–'],
    [Infinity, '–'],
    [0, '0 µs'],
    [950, '950 µs'],
    [999.4, '999 µs'],
    [999.6, '1.00 ms'],
    [8420, '8.42 ms'],
    [12_345, '12.3 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [1_240_000, '1.24 s'],
    [119.9e6, '120 s'],
    [120e6, '2m 00s'],
    [125e6, '2m 05s'],
    [3599.4e6, '59m 59s'],
    [3600e6, '1h 00m'],
    [5460e6, '1h 31m'],
  ])('%d µs: %s', (us, text) => {
    expect(formatDuration(us)).toBe(text)
  })

  it.each([
    ['400 µs', '0 µs'],
    ['20.0 ms', '0 ms'],
    ['1,200 req/s', '0 req/s'],
    ['2m 05s', '0 s'],
    ['1h 31m', '0 s'],
    ['42', '0'],
  ])('nothing beside %s: %s', (figure, text) => {
    expect(zeroLike(figure)).toBe(text)
  })

  it.each<[number, string]>([
    [0, '0:00'],
    [-5, '0:00'],
    [59_999, '0:59'],
    [61_000, '1:01'],
    [3_599_000, '59:59'],
    [3_600_000, '1:00:00'],
    [36_061_000, '10:01:01'],
  ])('%d ms: %s', (ms, text) => {
    expect(formatClock(ms)).toBe(text)
  })

  it.each<[number, string]>([
    [0, '0 req/s'],
    [0.042, '0.04 req/s'],
    [8.42, '8.42 req/s'],
    [99.94, '99.9 req/s'],
    [1234, '1,234 req/s'],
  ])('%d per second: %s', (perSecond, text) => {
    expect(formatRate(perSecond)).toBe(text)
  })

  it.each<[number, string]>([
    [0, '0 %'],
    [0.1234, '12.3 %'],
    [1, '100.0 %'],
    [0.001, '0.1 %'],
    [0.0004, '0.04 %'],
    [0.00001, '0.001 %'],
    [NaN, '–'],
  ])('share %d: %s', (share, text) => {
    expect(formatPercent(share)).toBe(text)
  })

  it('gives changes their direction, unless nothing is left of them', () => {
    expect([0.0842, -0.45, 0.0004, -0.0004, Infinity].map((share) => formatChange(share))).toEqual([
      '+8.4 %',
      '−45.0 %',
      '±0 %',
      '±0 %',
      '–',
    ])
    expect(formatChange(-0.0042, 'points', 2)).toBe('−0.42 points')
  })

  it('counts with separators, and bytes in powers of 1000', () => {
    expect(formatCount(1_234_567.6)).toBe('1,234,568')
    expect([0, 999, 1000, 1500, 999_600, 3.2e6, 7e15].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '1.50 kB',
      '1.00 MB',
      '3.20 MB',
      '7000 TB',
    ])
  })
})
