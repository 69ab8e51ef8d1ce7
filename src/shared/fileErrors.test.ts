import { expect, it } from 'vitest'
import { fileUnreadable, fileUnwritable, folderUnmakable, scenarioFileUnreadable } from './fileErrors.ts'

it('tells a file that is not there from one that may not be read, and what to do', () => {
  const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
  expect(fileUnreadable('/a.yaml', missing).toDetail()).toEqual({
    code: 'FILE_UNREADABLE',
    message: 'There is no file /a.yaml.',
    hint: 'Check its name and that you may read it.',
    at: { file: '/a.yaml' },
  })
  const folder = Object.assign(new Error('EISDIR: illegal operation'), { code: 'EISDIR' })
  expect(scenarioFileUnreadable('/a.pem', folder).toDetail()).toMatchObject({
    message: 'The file cannot be read: /a.pem (it is a folder).',
    hint: 'File names are relative to the scenario file.',
  })
})

it('says why a file cannot be written, or a folder not be made', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
  expect(fileUnwritable('/full/a.html', full)).toMatchObject({
    code: 'FILE_UNWRITABLE',
    message: 'The file cannot be written: /full/a.html (the disk is full).',
    at: { file: '/full/a.html' },
  })
  expect(fileUnwritable('/a.html', new Error('of its own'))).toMatchObject({
    message: 'The file cannot be written: /a.html (of its own).',
  })
  const taken = Object.assign(new Error('EEXIST: file already exists'), { code: 'EEXIST' })
  expect(folderUnmakable('/a', taken)).toMatchObject({
    code: 'FILE_UNWRITABLE',
    message: 'The folder cannot be made: /a (a file stands where a folder is meant).',
    at: { file: '/a' },
  })
})
