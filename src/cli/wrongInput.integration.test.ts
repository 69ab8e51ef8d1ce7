import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pc from 'picocolors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'headroom-cli-'))

/** Runs a command in this process. FOLDER stands for a folder with a few things that are not what they should be. */
async function headroom(command: string): Promise<{ code: number; text: string }> {
  const lines: string[] = []
  const take = (line: string): void => void lines.push(line)
  const output = { isTerminal: false, columns: 100, colors: pc.createColors(false), out: take, err: take }
  const code = await main(command.replaceAll('FOLDER', folder).split(' '), output)
  return { code, text: lines.join('\n') }
}

describe('wrong input', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'folder'))
    writeFileSync(join(folder, 'empty.yaml'), '')
    writeFileSync(join(folder, 'text.db'), 'this is no database')
    writeFileSync(
      join(folder, 'good.headroom.yaml'),
      `headroom: 1
name: good
target: { baseUrl: 'http://127.0.0.1:4700' }
flows: { main: [{ get: / }] }
load: { one: { executor: shared-iterations } }
`,
    )
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    ['validate FOLDER/none.yaml', 2, 'FILE_UNREADABLE: There is no file'],
    ['run FOLDER/folder', 2, '(it is a folder)'],
    ['validate FOLDER/empty.yaml', 104, 'empty.yaml:1:1: error VALUE_INVALID'],
    ['run FOLDER/good.headroom.yaml --workers 0', 2, 'It must be a whole number, 1 to 256.'],
    ['run FOLDER/good.headroom.yaml --workers 100000', 2, 'It must be a whole number, 1 to 256.'],
    ['run FOLDER/good.headroom.yaml --out zip=x', 2, 'one of: html,'],
    ['run FOLDER/good.headroom.yaml -e NAME', 2, 'Write it as NAME=VALUE.'],
    ['runs --db FOLDER/folder', 1, 'This is a folder, not a database'],
    ['runs --db FOLDER/text.db', 1, 'DATABASE_NOT_A_DATABASE'],
    ['runs --db FOLDER/none/a.db', 1, 'DATABASE_NO_FOLDER'],
    ['runs --db FOLDER/a.db --status great', 2, 'There is no status great.'],
    ['show nobody --db FOLDER/a.db', 2, 'RUN_NOT_FOUND'],
    ['report nobody --out html=FOLDER/x.html --db FOLDER/a.db', 2, 'RUN_NOT_FOUND'],
    ['compare one two --db FOLDER/a.db', 2, 'BASELINE_NOT_FOUND'],
    ['compare one,one two --db FOLDER/a.db', 2, 'A run is named twice.'],
    ['trends nothing --db FOLDER/a.db', 2, 'SCENARIO_UNKNOWN'],
    ['import FOLDER/folder --db FOLDER/a.db', 2, '(it is a folder)'],
    ['import FOLDER/text.db --db FOLDER/a.db', 2, 'IMPORT_UNKNOWN'],
    ['retention --max-size 3XB --db FOLDER/a.db', 2, 'Write it like 500MB or 2GB.'],
    ['backup FOLDER/folder --db FOLDER/a.db', 2, 'FILE_EXISTS'],
    ['backup FOLDER/none/copy.db --db FOLDER/a.db', 1, 'BACKUP_FAILED'],
    ['move FOLDER/text.db --db FOLDER/a.db', 1, 'The folder cannot be made'],
    ['control nobody --executor one --vus 3', 2, 'RUN_NOT_RUNNING'],
    ['schedule add FOLDER/good.headroom.yaml --at yesterday --db FOLDER/a.db', 2, 'is not a moment'],
    ['schedule remove nobody --db FOLDER/a.db', 2, 'SCHEDULE_NOT_FOUND'],
    ['target --port 70000', 2, 'It must be a whole number, 0 to 65535.'],
  ])('%s: ends with %i and says what is wrong', async (command, code, says) => {
    const ended = await headroom(command)
    expect(ended).toMatchObject({ code, text: expect.stringContaining(says) as string })
    expect(ended.text).not.toMatch(/internal error|\n {4}at /)
  })
})
