import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../database.ts'
import { listRuns } from '../queries/listRuns.ts'
import { RunWriter } from '../runWriter.ts'
import { temporaryFolder } from '../testing/folders.ts'
import { runFinish, runStart } from '../testing/runData.ts'
import { moveDatabase } from './move.ts'

function library(): { folder: string; file: string } {
  const folder = temporaryFolder()
  const file = join(folder, 'headroom.db')
  const database = openDatabase(file)
  const writer = new RunWriter(database)
  writer.begin(runStart('a'))
  writer.finish(runFinish())
  database.close()
  return { folder, file }
}

const idsIn = (file: string): string[] => {
  const database = openDatabase(file)
  const { runs } = listRuns(database, { limit: 10, offset: 0 })
  database.close()
  return runs.map(({ id }) => id)
}

it('moves the database whole, and leaves nothing at the old place', async () => {
  const { folder, file } = library()
  const adopted: string[] = []
  const to = await moveDatabase(file, { folder: join(folder, 'else', 'where'), adopt: (place) => adopted.push(place) })
  expect(adopted).toEqual([to])
  expect(readdirSync(folder)).toEqual(['else'])
  expect(readdirSync(join(folder, 'else', 'where'))).toEqual(['headroom.db'])
  expect(idsIn(to)).toEqual(['a'])
})

it('refuses while anybody else has it open, idle as they may be, and works again afterwards', async () => {
  const { folder, file } = library()
  const other = openDatabase(file)
  onTestFinished(() => {
    other.close()
  })
  const adopt = (): void => expect.unreachable()
  const to = join(folder, 'elsewhere')
  await expect(moveDatabase(file, { folder: to, adopt })).rejects.toMatchObject({ code: 'DATABASE_IN_USE' })
  expect(existsSync(to)).toBe(false)
  // The other goes on as if nothing had been asked.
  new RunWriter(other).begin(runStart('b'))
  expect(idsIn(file)).toHaveLength(2)
  other.close()
  await moveDatabase(file, { folder: to, adopt: () => undefined })
  expect(idsIn(join(to, 'headroom.db'))).toHaveLength(2)
})

it('keeps the database where it is when it cannot be remembered, or when a file is in the way', async () => {
  const { folder, file } = library()
  const to = join(folder, 'elsewhere')
  const full = (): void => {
    throw new Error('the disk is full')
  }
  await expect(moveDatabase(file, { folder: to, adopt: full })).rejects.toThrow('the disk is full')
  expect(idsIn(file)).toEqual(['a'])
  await expect(moveDatabase(file, { folder: to, adopt: () => undefined })).rejects.toMatchObject({
    code: 'FILE_EXISTS',
  })
  await expect(moveDatabase(file, { folder, adopt: () => undefined })).rejects.toMatchObject({ code: 'FILE_EXISTS' })
  expect(idsIn(file)).toEqual(['a'])
})

it('says so when the folder cannot be made, and moves nothing', async () => {
  const { folder, file } = library()
  writeFileSync(join(folder, 'taken'), '')
  await expect(moveDatabase(file, { folder: join(folder, 'taken'), adopt: () => {} })).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
    at: { file: join(folder, 'taken') },
  })
  expect(idsIn(file)).toEqual(['a'])
})
