import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const listed = (folder: string, ending: RegExp) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => `${folder}/${name}`)
const names = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...listed('docs', /\.md$/)]
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')
const withoutCode = (text: string) =>
  text.replaceAll(/^ *```.*?^ *```/gms, '').replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[[\]]/g, ''))

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(name: string): Set<string> {
  const headings = [...withoutCode(read(name)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

const sources = listed('src', /(?<!\.test)\.ts$/)
  .map(read)
  .join('\n')

const links = names.flatMap((from) =>
  [...withoutCode(read(from)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = '']) =>
    /^https?:/.test(to) ? [] : { from, to },
  ),
)

describe('the documents', () => {
  it.each(links)('$from links to something: $to', ({ from, to }) => {
    const target = new URL(to, new URL(from, root))
    const anchor = target.hash.slice(1)
    const path = decodeURIComponent(target.pathname.slice(root.pathname.length))
    expect(existsSync(new URL(path, root))).toBe(true)
    if (anchor !== '') expect(anchorsOf(path)).toContain(anchor)
  })

  it('are all reached from the README', () => {
    const reached = new Set(links.flatMap(({ from, to }) => (from === 'README.md' ? to.split('#')[0] : [])))
    const orphans = listed('docs', /\.md$/).filter((name) => !reached.has(name) && !name.startsWith('docs/decisions/'))
    expect(orphans).toEqual([])
  })

  it('name only error codes that exist', () => {
    const codes = names.flatMap((name) =>
      [...read(name).matchAll(/`((?!HEADROOM_|ELECTRON_)[A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code),
    )
    expect(codes.length).toBeGreaterThan(9)
    expect([...new Set(codes.filter((code) => !sources.includes(`'${code}'`)))]).toEqual([])
  })

  it('list every error code of databases and imports', () => {
    const codes = new Set([...sources.matchAll(/'((?:DATABASE|IMPORT)_[A-Z_]+)'/g)].map(([, code = '']) => code))
    expect(codes.size).toBeGreaterThan(9)
    const text = names.map(read).join('\n')
    expect([...codes].filter((code) => !text.includes(`\`${code}\``))).toEqual([])
  })
})
