import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../core/store/testing/folders.ts'
import { dataFolder } from './dataFolder.ts'
import { databaseFile, rememberPlace, withDatabase } from './database.ts'

let folder: string
let settings: string

beforeEach(() => {
  folder = temporaryFolder()
  for (const name of ['XDG_CONFIG_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, folder)
  settings = join(dataFolder(process.platform, process.env), 'settings.json')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the app’s own database', () => {
  it('lies in the app’s folder, which is made, until it is moved; the other settings stay', async () => {
    const first = await withDatabase(undefined, ({ name }) => name)
    expect(first).toBe(join(dirname(settings), 'headroom.db'))

    writeFileSync(settings, '{"appearance":"dark"}')
    const place = join(folder, 'elsewhere.db')
    renameSync(first, place)
    rememberPlace(place, first)
    expect(JSON.parse(readFileSync(settings, 'utf8'))).toEqual({
      appearance: 'dark',
      databaseFile: place,
      movedFrom: first,
    })
    expect(databaseFile(undefined)).toBe(place)
    expect(databaseFile(join(folder, 'given.db'))).toBe(join(folder, 'given.db'))
    expect(await withDatabase(undefined, ({ name }) => name)).toBe(place)
  })

  it('is never begun anew where it was moved to: its disk may only be away', async () => {
    mkdirSync(dirname(settings), { recursive: true })
    const place = join(folder, 'disk', 'headroom.db')
    rememberPlace(place)
    await expect(withDatabase(undefined, () => undefined)).rejects.toMatchObject({
      code: 'DATABASE_MISSING',
      at: { file: place },
    })
  })
})

it('says so when the app’s folder cannot be made', async () => {
  const taken = join(folder, 'taken')
  writeFileSync(taken, '')
  for (const name of ['XDG_CONFIG_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, taken)
  await expect(withDatabase(undefined, () => undefined)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
})

it('says what SQLite’s errors mean, and leaves others as they are', async () => {
  const file = join(folder, 'headroom.db')
  const failing = (error: Error) =>
    withDatabase(file, () => {
      throw error
    })
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  await expect(failing(full)).rejects.toMatchObject({ code: 'DATABASE_DISK_FULL', at: { file } })
  const other = Object.assign(new Error('no such file'), { code: 'ENOENT' })
  await expect(failing(other)).rejects.toBe(other)
})
