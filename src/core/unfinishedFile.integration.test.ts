import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from './store/testing/folders.ts'
import { unfinishedFile } from './unfinishedFile.ts'

it('removes what a dead process left of the same file, and nothing else', () => {
  const folder = temporaryFolder()
  const dead = spawnSync(process.execPath, ['--version']).pid
  const left = [`copy.db.${dead}.part`, `copy.db.${dead}.part-journal`]
  const others = [
    `other.db.${dead}.part`,
    `copy.db.${process.ppid}.part`,
    'copy.db',
    'copy.db.part',
    'copy.db.12x.part',
  ]
  for (const name of [...left, ...others]) writeFileSync(join(folder, name), '')
  const file = join(folder, 'copy.db')
  expect(unfinishedFile(file)).toBe(`${file}.${process.pid}.part`)
  expect(readdirSync(folder).toSorted()).toEqual(others.toSorted())
  expect(unfinishedFile(join(folder, 'none', 'copy.db'))).toContain('copy.db.')
})
