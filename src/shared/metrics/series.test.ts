import { describe, expect, it } from 'vitest'
import { BUILT_IN_METRICS, builtInMetric } from './definitions.ts'
import { matchesTags, seriesKey } from './series.ts'

describe('series', () => {
  it('have one key whatever the order of their tags', () => {
    expect(seriesKey('http_reqs', { step: 'browse', method: 'GET' })).toBe('http_reqs{method:GET,step:browse}')
    expect(seriesKey('http_reqs', { method: 'GET', step: 'browse' })).toBe('http_reqs{method:GET,step:browse}')
    expect(seriesKey('vus', {})).toBe('vus')
  })

  it.each<[Record<string, string>, Record<string, string>, boolean]>([
    [{ a: '1', b: '2' }, {}, true],
    [{ a: '1', b: '2' }, { a: '1' }, true],
    [{ a: '1', b: '2' }, { a: '1', b: '2' }, true],
    [{ a: '1' }, { a: '2' }, false],
    [{ a: '1' }, { b: '1' }, false],
    [{}, { a: '' }, false],
  ])('%j match %j: %j', (tags, filter, matches) => {
    expect(matchesTags(tags, filter)).toBe(matches)
  })
})

describe('built-in metrics', () => {
  it('are found by name', () => {
    expect(builtInMetric('http_req_duration')).toMatchObject({ kind: 'trend', unit: 'time' })
    expect(builtInMetric('toString')).toBeUndefined()
  })

  it('have one definition each, and all that their kind needs', () => {
    expect(new Set(BUILT_IN_METRICS.map(({ name }) => name)).size).toBe(BUILT_IN_METRICS.length)
    for (const { kind, histogram, merge } of BUILT_IN_METRICS.map((metric) => builtInMetric(metric.name) ?? metric)) {
      expect(histogram !== undefined).toBe(kind === 'trend')
      expect(merge !== undefined).toBe(kind === 'gauge')
    }
  })
})
