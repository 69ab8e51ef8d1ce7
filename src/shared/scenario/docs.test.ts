import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scenarioJsonSchema } from './jsonSchema.ts'
import { parseScenario } from './parse.ts'
import { TEMPLATE_FUNCTIONS } from './templateFunctions.ts'
import { fileWith } from './testing/marked.ts'

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
const docs = read('scenario-format.md') + read('protocols.md')
const everyDocument = [
  read('../README.md'),
  ...readdirSync(new URL('../../../docs', import.meta.url))
    .filter((name) => name.endsWith('.md'))
    .map(read),
]
/** Those of lists are indented. */
const examples = everyDocument.flatMap((text) =>
  [...text.matchAll(/^( *)```yaml\n(.*?)^\1```/gms)].map(([, indent = '', example = '']) =>
    example.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  ),
)

/** A whole file, or sections that stand in place of those of a small one. */
function fileOf(example: string): string {
  if (example.startsWith('headroom:')) return example
  const sections = example
    .split(/^(?=\w)/m)
    .map((section) => [section.slice(0, section.indexOf(':')), section.trimEnd()])
  return fileWith(Object.fromEntries(sections) as Record<string, string>)
}

describe('the documents', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(9)
  })

  it.each(examples)('holds a valid example: %s', (example) => {
    expect(parseScenario(fileOf(example)).problems).toEqual([])
  })

  it('names every key and every function', () => {
    const schema = scenarioJsonSchema()
    const { $defs } = JSON.parse(schema) as { $defs: object }
    const keys = [...schema.matchAll(/"properties": \{|"(\w+)": \{\n/g)].flatMap(([, key]) => key ?? [])
    const structure = new Set([
      'properties',
      'additionalProperties',
      'propertyNames',
      'items',
      'not',
      ...Object.keys($defs),
    ])
    const wanted = [
      ...keys.filter((key) => !key.startsWith('__') && key !== '$defs'),
      ...Object.keys(TEMPLATE_FUNCTIONS),
    ]
    const absent = wanted.filter((key) => !structure.has(key) && !new RegExp(`\`[^\`]*\\b${key}\\b[^\`]*\``).test(docs))
    expect([...new Set(absent)]).toEqual([])
  })
})
