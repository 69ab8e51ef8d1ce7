import { readFileSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureBuilt, isBuilt } from './build.mjs'
import { folderWith, testReport, testSystem, writeFileIn } from './testSystem.ts'

const source = () => folderWith({ 'src/main/index.ts': 'x', 'package.json': '{}', 'out/main/index.js': '' })

async function build(root: string, code = 0, content = 'built') {
  const { system, calls } = testSystem(root, () => {
    writeFileIn(root, 'out.next/main/index.js', content)
    return { code }
  })
  await ensureBuilt(system, testReport().report, root)
  return calls.length
}

const built = (root: string) => readFileSync(join(root, 'out/main/index.js'), 'utf8')

describe('ensureBuilt', () => {
  it('builds once', async () => {
    const root = source()
    expect(await build(root)).toBe(1)
    expect(await build(root)).toBe(0)
    expect(built(root)).toBe('built')
    expect(readdirSync(root).toSorted()).toEqual(['out', 'package.json', 'src'])
  })

  it.each([
    ['is saved', (root: string) => utimesSync(join(root, 'src/main/index.ts'), 1, 1)],
    ['is added', (root: string) => writeFileIn(root, 'src/core/new.ts', '')],
  ])('builds again when a source %s', async (_, change) => {
    const root = source()
    await build(root)
    change(root)
    expect(isBuilt(root)).toBe(false)
  })

  it('does not build again for a test', async () => {
    const root = source()
    await build(root)
    writeFileIn(root, 'src/core/x.test.ts', '')
    expect(isBuilt(root)).toBe(true)
  })

  it('keeps the old build, and is not taken for built, after a failure', async () => {
    const root = source()
    await build(root)
    utimesSync(join(root, 'src/main/index.ts'), 1, 1)
    await expect(build(root, 1, 'half')).rejects.toThrow('The build failed')
    expect(isBuilt(root)).toBe(false)
    expect(built(root)).toBe('built')
  })
})
