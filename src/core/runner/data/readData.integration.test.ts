import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeadroomError } from '../../../shared/errors.ts'
import { parseScenario } from '../../../shared/scenario/parse.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import { readData } from './readData.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-data-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

function scenarioWith(file: string, url = '/{{users.name}}'): Scenario {
  const { scenario, problems } = parseScenario(
    [
      'headroom: 1',
      'name: Data',
      'target: { baseUrl: "http://127.0.0.1:1" }',
      `data: { users: { file: ${file} } }`,
      `flows: { main: [ { get: "${url}" } ] }`,
      'load: { main: { executor: constant-vus, duration: 1s } }',
    ].join('\n'),
  )
  if (!scenario) throw new Error(JSON.stringify(problems))
  return scenario
}

async function read(file: string, text: string, url?: string) {
  await writeFile(join(folder, file), text)
  return readData(scenarioWith(file, url), join(folder, 'x.headroom.yaml'))
}

async function errorOf(reading: Promise<unknown>): Promise<HeadroomError> {
  const error: unknown = await reading.catch((thrown: unknown) => thrown)
  if (error instanceof HeadroomError) return error
  throw new Error(`It did not throw a HeadroomError: ${String(error)}`)
}

describe('reading', () => {
  it.each<[string, string, string[], string[][]]>([
    [
      'a.csv',
      '\uFEFFname,city\r\nAda,"London, ""UK"""\r\n\r\nEve,\r\n',
      ['name', 'city'],
      [
        ['Ada', 'London, "UK"'],
        ['Eve', ''],
      ],
    ],
    ['a.csv', 'name\n" two\nlines "\n', ['name'], [[' two\nlines ']]],
    [
      'a.json',
      '[{"name":"Ada","age":36},{"name":null,"tags":["x"]}]',
      ['name', 'age', 'tags'],
      [
        ['Ada', '36', ''],
        ['', '', '["x"]'],
      ],
    ],
    ['a.jsonl', '{"name":"Ada"}\r\n\n{"name":true}\n', ['name'], [['Ada'], ['true']]],
    ['a.ndjson', '{"name":"Ada"}', ['name'], [['Ada']]],
  ])('%s %j', async (file, text, columns, rows) => {
    expect(await read(file, text)).toEqual({ users: { columns, rows } })
  })
})

describe('errors', () => {
  it.each<[string, string, string, number | undefined, string]>([
    ['a.csv', 'name,city\nAda,London\nEve\n', 'DATA_INVALID', 3, 'another number of fields'],
    ['a.csv', 'name\n"Ada\n', 'DATA_INVALID', 2, 'Quote Not Closed'],
    ['a.csv', 'name,name\na,b\n', 'DATA_INVALID', 1, '`name` stands twice'],
    ['a.csv', 'name,\na,b\n', 'DATA_INVALID', 1, 'no name'],
    ['a.csv', 'name\n', 'DATA_EMPTY', undefined, 'no rows'],
    ['a.csv', '', 'DATA_EMPTY', undefined, 'no rows'],
    ['a.csv', 'nam\nAda\n', 'DATA_COLUMN', undefined, 'no column `name`'],
    ['a.json', '[\n  {"name": "Ada", "city": "London"},\n  {"name": Eve}\n]', 'DATA_INVALID', 3, 'not JSON'],
    ['a.json', '{"name":"Ada"}', 'DATA_INVALID', 1, 'not a list'],
    ['a.json', '[1]', 'DATA_INVALID', undefined, 'Entry 1 is not an object'],
    ['a.json', '[]', 'DATA_EMPTY', undefined, 'no rows'],
    ['a.jsonl', '{"name":"Ada"}\n{"name":\n', 'DATA_INVALID', 2, 'not JSON'],
    ['a.jsonl', '{"name":"Ada"}\n[1]\n', 'DATA_INVALID', 2, 'not an object'],
  ])('%s %j', async (file, text, code, line, message) => {
    const error = await errorOf(read(file, text))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
    expect(error.at?.line).toBe(line)
  })

  it('names the column that was meant', async () => {
    const error = await errorOf(read('a.csv', 'name\nAda\n', '/{{users.nmae}}'))
    expect(error.hint).toBe('Did you mean `users.name`?')
  })

  it('says when there is no such file', async () => {
    const error = await errorOf(readData(scenarioWith('b.csv'), join(folder, 'x.headroom.yaml')))
    expect(error.code).toBe('DATA_FILE')
    expect(error.message).toContain('There is no data file')
  })

  it('says when it is a folder', async () => {
    const error = await errorOf(readData({ ...scenarioWith('b.csv'), data: folderSource() }, join(folder, 'x')))
    expect(error.code).toBe('DATA_FILE')
  })

  it('refuses a file that is too large without reading it', async () => {
    await writeFile(join(folder, 'a.csv'), 'name\n')
    await truncate(join(folder, 'a.csv'), 64_000_001)
    const error = await errorOf(readData(scenarioWith('a.csv'), join(folder, 'x.headroom.yaml')))
    expect(error.code).toBe('DATA_TOO_LARGE')
  })
})

function folderSource(): Scenario['data'] {
  return { users: { file: folder, format: 'csv', pick: 'random', whenUsedUp: 'recycle' } }
}
