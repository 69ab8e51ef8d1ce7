import { beforeEach, describe, expect, it } from 'vitest'
import { type Importing, importing, k6Lines } from './testing/importing.ts'

let on: Importing
beforeEach(() => {
  on = importing()
})

describe('bad files', () => {
  it.each([
    ['another text', 'hello', 'IMPORT_UNKNOWN'],
    ['other JSON', '{"a":1}', 'IMPORT_UNKNOWN'],
    ['broken JSON', '{"metrics":', 'IMPORT_INVALID'],
    ['other XML', '<html></html>', 'IMPORT_UNKNOWN'],
    ['broken XML', '<testResults><a></b></testResults>', 'IMPORT_INVALID'],
    ['XML without samples', '<testResults></testResults>', 'IMPORT_INVALID'],
    ['XML that is too deep', `<testResults>${'<a>'.repeat(100)}`, 'IMPORT_INVALID'],
    ['a broken line in the middle', `${k6Lines(1, () => 1)}{"type":"Poi\n${k6Lines(1, () => 1)}`, 'IMPORT_INVALID'],
    [
      'a sample years later',
      `${k6Lines(1, () => 1)}${k6Lines(1, () => 1).replaceAll('2026', '2036')}`,
      'IMPORT_TOO_LARGE',
    ],
    ['CSV without time', 'timeStamp,elapsed,label\nx,1,a', 'IMPORT_INVALID'],
    ['CSV with a time of no day', 'timeStamp,elapsed,label\n22:59:55,1,a\n', 'IMPORT_INVALID'],
    ['CSV with a quote that is left open', `timeStamp,elapsed,label\n1,1,"${'a,\n'.repeat(400_000)}`, 'IMPORT_INVALID'],
    ['a summary without duration', '{"metrics":{"vus":{"value":1}}}', 'IMPORT_INVALID'],
    ['an empty file', '', 'IMPORT_UNKNOWN'],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'IMPORT_'],
  ])('refuses %s, says where, and stores nothing', async (_case, text, code) => {
    const error = await on.imported(text).then(
      () => undefined,
      (thrown: unknown) => thrown as { code: string; hint: string; at: { file: string } },
    )
    expect(error?.code).toContain(code)
    expect(error?.hint).not.toBe('')
    expect(error?.at.file).toBe(on.file)
    expect(on.database.prepare('SELECT count(*) AS n FROM runs').get()).toEqual({ n: 0 })
  })
})
