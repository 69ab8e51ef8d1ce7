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

const RUNS = 500
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
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const names = (query: Partial<Parameters<typeof listRuns>[1]>): string[] =>
  listRuns(database, { limit: 3, offset: 0, ...query }).runs.map(({ name }) => name)

describe('listRuns', () => {
  it('gives pages, the newest first, with the total', () => {
    expect(names({})).toEqual(['Mixed traffic 499', 'Mixed traffic 498', 'Mixed traffic 497'])
    expect(names({ offset: 498 })).toEqual(['Mixed traffic 1', 'Mixed traffic 0'])
    expect(listRuns(database, { limit: 3, offset: 0 }).total).toBe(RUNS)
  })

  it('searches names and the beginning of ids, without regard to letter case', () => {
    expect(names({ search: 'CHECKOUT' })).toEqual([
      'Checkout 50% off_407',
      'Checkout 50% off_307',
      'Checkout 50% off_207',
    ])
    expect(listRuns(database, { search: 'checkout', limit: 1, offset: 0 }).total).toBe(5)
    expect(names({ search: 'run-432' })).toEqual(['Mixed traffic 432'])
  })

  it('takes the search literally', () => {
    expect(listRuns(database, { search: '0% o', limit: 1, offset: 0 }).total).toBe(5)
    expect(listRuns(database, { search: '%c%t%', limit: 1, offset: 0 }).total).toBe(0)
    expect(listRuns(database, { search: String.raw`\\`, limit: 1, offset: 0 }).total).toBe(0)
  })

  it('filters by status, together with a search', () => {
    expect(listRuns(database, { status: 'failed', limit: 1, offset: 0 }).total).toBe(50)
    expect(names({ status: 'failed', search: 'traffic 49' })).toEqual(['Mixed traffic 490'])
  })
})

describe('StoreReader', () => {
  it('answers from its own thread, and tells errors with their code', async () => {
    const program = await buildProgram(join(import.meta.dirname, 'readerEntry.ts'))
    const reader = new StoreReader(program.file, join(folder, 'headroom.db'))
    try {
      const page = await reader.ask('listRuns', { search: 'run-12', limit: 1, offset: 0 })
      expect(page).toMatchObject({ runs: [{ id: 'run-129' }], total: 11 })
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
