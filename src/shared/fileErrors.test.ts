import { expect, it } from 'vitest'
import { fileUnreadable, fileUnwritable, scenarioFileUnreadable } from './fileErrors.ts'

it('tells a file that is not there from one that may not be read, and what to do', () => {
  const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
  expect(fileUnreadable('/a.yaml', missing).toDetail()).toEqual({
    code: 'FILE_UNREADABLE',
    message: 'There is no file /a.yaml.',
    hint: 'Check its name and that you may read it.',
    at: { file: '/a.yaml' },
  })
  expect(scenarioFileUnreadable('/a.pem', new Error('EACCES')).toDetail()).toMatchObject({
    message: 'The file cannot be read: /a.pem.',
    hint: 'File names are relative to the scenario file.',
  })
})

it('says why a file cannot be written', () => {
  expect(fileUnwritable('/full/a.html', new Error('ENOSPC: no space left on device'))).toMatchObject({
    code: 'FILE_UNWRITABLE',
    message: 'The file cannot be written: /full/a.html (ENOSPC: no space left on device).',
    at: { file: '/full/a.html' },
  })
})
