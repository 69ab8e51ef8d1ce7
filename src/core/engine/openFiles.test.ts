import { describe, expect, it } from 'vitest'
import { checkOpenFiles, openFilesLimit } from './openFiles.ts'
import { COMMON } from './testing/scenarios.ts'

const closed = (vus: number) => ({ ...COMMON, executor: 'constant-vus', vus, durationUs: 1e6 }) as const
const open = (maxVUs: number) =>
  ({
    ...COMMON,
    executor: 'constant-arrival-rate',
    rate: 1,
    timeUnitUs: 1e6,
    durationUs: 1e6,
    preAllocatedVUs: 1,
    maxVUs,
  }) as const

describe('the limit on open files', () => {
  it('refuses a load that is sure to pass it', () => {
    const load = { main: closed(1000) }
    expect(() => checkOpenFiles(load, { index: 0, count: 1 }, 1024)).toThrow(/may open 1024 files/)
    expect(checkOpenFiles(load, { index: 0, count: 2 }, 1024)).toBeUndefined()
    expect(checkOpenFiles(load, { index: 0, count: 1 }, 1100)).toBeUndefined()
  })

  it('warns of one that may pass it', () => {
    expect(checkOpenFiles({ main: open(2000) }, { index: 0, count: 1 }, 1024)).toMatch(/too many open files/)
    expect(checkOpenFiles({ a: closed(600), b: closed(600) }, { index: 0, count: 1 }, 1024)).toMatch(/1200 virtual/)
    expect(checkOpenFiles({ main: open(500) }, { index: 0, count: 1 }, 1024)).toBeUndefined()
  })

  it('is read from the system where it tells', () => {
    const limit = openFilesLimit()
    if (process.platform === 'win32') expect(limit).toBeUndefined()
    else expect(limit ?? Infinity).toBeGreaterThan(200)
  })
})
