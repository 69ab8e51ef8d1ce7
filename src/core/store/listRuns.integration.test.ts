import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openDatabase } from './database.ts'
import { StoreReader } from './reader.ts'
import { listRuns, runsFingerprint } from './queries/listRuns.ts'
import { RunWriter } from './runWriter.ts'
import { buildProgram } from './testing/folders.ts'
import { runFinish, runStart } from './testing/runData.ts'

const RUNS = 5000
let folder: string
let database: Database

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-runs-'))
  database = openDatabase(join(folder, 'headroom.db'))
  database.pragma('synchronous = OFF')
  const long = '# a scenario of some length\n'.repeat(100)
  for (let index = 0; index < RUNS; index++) {
    const writer = new RunWriter(database)
    const name = index % 100 === 7 ? `Checkout 50% off_${index}` : `Mixed traffic ${index}`
    writer.begin(runStart(`run-${index}`, { name, scenarioText: long, startedAtMs: index * 1000 }))
    writer.finish(runFinish({ status: index % 10 === 0 ? 'failed' : 'passed' }))
  }
}, 60_000)
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const names = (query: Partial<Parameters<typeof listRuns>[1]>): string[] =>
  listRuns(database, { limit: 3, offset: 0, ...query }).runs.map(({ name }) => name)

describe('listRuns', () => {
  it('gives pages, the newest first, with the total', () => {
    expect(names({})).toEqual(['Mixed traffic 4999', 'Mixed traffic 4998', 'Mixed traffic 4997'])
    expect(names({ offset: 4998 })).toEqual(['Mixed traffic 1', 'Mixed traffic 0'])
    expect(listRuns(database, { limit: 3, offset: 0 }).total).toBe(RUNS)
  })

  it('searches names and the beginning of ids, without regard to letter case', () => {
    expect(names({ search: 'CHECKOUT' })).toEqual([
      'Checkout 50% off_4907',
      'Checkout 50% off_4807',
      'Checkout 50% off_4707',
    ])
    expect(listRuns(database, { search: 'checkout', limit: 1, offset: 0 }).total).toBe(50)
    expect(names({ search: 'run-4321' })).toEqual(['Mixed traffic 4321'])
  })

  it('takes the search literally', () => {
    expect(listRuns(database, { search: '0% o', limit: 1, offset: 0 }).total).toBe(50)
    expect(listRuns(database, { search: '%c%t%', limit: 1, offset: 0 }).total).toBe(0)
    expect(listRuns(database, { search: String.raw`\\`, limit: 1, offset: 0 }).total).toBe(0)
  })

  it('filters by status, together with a search', () => {
    expect(listRuns(database, { status: 'failed', limit: 1, offset: 0 }).total).toBe(500)
    expect(names({ status: 'failed', search: 'traffic 499' })).toEqual(['Mixed traffic 4990'])
  })

  it('takes well under a frame over 5,000 runs', () => {
    const times = Array.from({ length: 15 }, () => {
      const from = performance.now()
      listRuns(database, { search: 'checkout', limit: 50, offset: 0 })
      listRuns(database, { limit: 50, offset: 4000 })
      return performance.now() - from
    })
    // The quickest: this machine may be busy with other tests.
    expect(Math.min(...times)).toBeLessThan(50)
  })
})

describe('StoreReader', () => {
  it('answers from its own thread, and tells errors with their code', async () => {
    const program = await buildProgram(join(import.meta.dirname, 'readerEntry.ts'))
    const reader = new StoreReader(program.file, join(folder, 'headroom.db'))
    try {
      const page = await reader.ask('listRuns', { search: 'run-12', limit: 1, offset: 0 })
      expect(page).toMatchObject({ runs: [{ id: 'run-1299' }], total: 111 })
      await expect(reader.ask('readRunPage', 'none')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })

      const before = await reader.ask('runsFingerprint')
      expect(before).toBe(runsFingerprint(database))
      const writer = new RunWriter(database)
      writer.begin(runStart('newest'))
      const begun = await reader.ask('runsFingerprint')
      expect(begun).not.toBe(before)
      writer.finish(runFinish())
      expect(await reader.ask('runsFingerprint')).not.toBe(begun)

      await reader.close()
      await expect(reader.ask('runsFingerprint')).rejects.toMatchObject({ code: 'READER_ENDED' })
    } finally {
      await reader.close()
      program.remove()
    }
  })
})
