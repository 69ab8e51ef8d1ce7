import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { cancelledError } from '../../shared/errors.ts'
import type { ImportProgress } from '../../shared/library.ts'
import { openDatabase } from '../store/database.ts'
import { closeInterruptedRuns } from '../store/interruptedRuns.ts'
import { purgeRuns } from '../store/library/purge.ts'
import { listRuns } from '../store/queries/listRuns.ts'
import { buildProgram, temporaryFolder } from '../store/testing/folders.ts'
import { importFile } from './importFile.ts'
import { LibraryKeeper } from './keeper.ts'

const SECONDS = 200
let folder: string
let file: string
let database: Database

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'results.jtl')
  database = openDatabase(join(folder, 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
  const rows = Array.from(
    { length: SECONDS * 20 },
    (_, index) => `${1.79e12 + index * 50},${index % 97},step ${index % 5},200,OK,true`,
  )
  writeFileSync(file, `timeStamp,elapsed,label,responseCode,responseMessage,success\n${rows.join('\n')}\n`)
})

/** Rows of runs, whole or not, and of their points. */
function left(): { runs: number; points: number } {
  const count = (table: string): number =>
    database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0
  return { runs: count('runs'), points: count('points') }
}

describe('what an import is called', () => {
  const stored = () => listRuns(database, { limit: 1, offset: 0 }).runs[0]

  it('is the name of the file, for its scenario too', async () => {
    expect(await importFile(database, file)).toMatchObject({ name: 'results.jtl' })
    expect(stored()).toMatchObject({ name: 'results.jtl', scenario: 'results.jtl' })
  })

  it.each([
    [{ name: ' Checkout ' }, { name: 'Checkout', scenario: 'Checkout' }],
    [
      { name: 'Checkout, Tuesday', scenario: 'Checkout' },
      { name: 'Checkout, Tuesday', scenario: 'Checkout' },
    ],
    [{ scenario: 'Checkout' }, { name: 'results.jtl', scenario: 'Checkout' }],
  ])('is what the user says: %j', async (as, expected) => {
    expect(await importFile(database, file, {}, as)).toMatchObject({ name: expected.name })
    expect(stored()).toMatchObject(expected)
  })

  it('is refused when it is too long, before anything is stored', async () => {
    await expect(importFile(database, file, {}, { name: 'x'.repeat(201) })).rejects.toMatchObject({
      code: 'LIBRARY_TEXT',
    })
    expect(left().runs).toBe(0)
  })
})

describe('an import', () => {
  it('tells how far it is, in steps of half a percent at the least', async () => {
    const told: ImportProgress[] = []
    await importFile(database, file, { onProgress: (progress) => told.push(progress) })
    const sharesOf = (wanted: ImportProgress['phase']): number[] =>
      told.filter(({ phase }) => phase === wanted).map(({ share }) => share)
    expect(told.map(({ phase }) => phase)).toEqual(told.map(({ phase }) => phase).toSorted())
    for (const phase of ['reading', 'storing'] as const) {
      const shares = sharesOf(phase)
      expect(shares.length).toBeGreaterThan(1)
      expect(shares).toEqual(shares.toSorted((one, other) => one - other))
      for (const [index, share] of shares.slice(1).entries()) {
        expect(share - (shares[index] ?? 0)).toBeGreaterThanOrEqual(0.005)
      }
    }
    expect(sharesOf('reading').at(-1)).toBe(1)
  })

  it.each(['reading', 'storing'] as const)('leaves nothing behind when it is cancelled while %s', async (phase) => {
    const controller = new AbortController()
    const cancelled = cancelledError()
    const work = importFile(database, file, {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.phase === phase) controller.abort(cancelled)
      },
    })
    await expect(work).rejects.toBe(cancelled)
    expect(left()).toEqual({ runs: 0, points: 0 })
  })

  it('is never seen when its process is killed, and the next purge removes what it left', async () => {
    const program = await buildProgram(join(import.meta.dirname, 'testing', 'killedImport.ts'))
    onTestFinished(() => program.remove())
    const child = fork(program.file, [database.name, file])
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    expect(left().points).toBeGreaterThan(0)
    expect(closeInterruptedRuns(database)).toEqual([])
    expect(listRuns(database, { limit: 10, offset: 0 }).total).toBe(0)
    expect(listRuns(database, { deleted: true, limit: 10, offset: 0 }).total).toBe(0)
    await purgeRuns(database, { all: false })
    expect(left()).toEqual({ runs: 0, points: 0 })
  })

  it('is followed and cancelled across the keeper’s thread, which goes on working', async () => {
    const program = await buildProgram(join(import.meta.dirname, 'keeperEntry.ts'))
    const keeper = new LibraryKeeper(program.file, database.name)
    onTestFinished(async () => {
      await keeper.close()
      program.remove()
    })
    const controller = new AbortController()
    const work = keeper.follow('importFile', file, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(work).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(left()).toEqual({ runs: 0, points: 0 })
    const run = await keeper.ask('importFile', file)
    expect(listRuns(database, { limit: 10, offset: 0 }).runs.map(({ id }) => id)).toEqual([run.id])
  })
})
