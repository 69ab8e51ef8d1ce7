import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Test support: what docs/formats.md says, taken apart. */

const TEXT = readFileSync(join(import.meta.dirname, '../../../../docs/formats.md'), 'utf8')

/** The text under a heading that begins so, up to the next one. */
export function sectionOf(heading: string): string {
  const found = TEXT.split(/^## /m).find((part) => part.startsWith(heading))
  if (found === undefined) throw new Error(`docs/formats.md has no section ${heading}.`)
  return found.slice(found.indexOf('\n'))
}

/** The tables of a section: by the names of a row's first cell, what its second one names. */
export function tablesOf(section: string): Map<string, string[]>[] {
  const tables: Map<string, string[]>[] = []
  let open: Map<string, string[]> | undefined
  for (const line of section.split('\n')) {
    const [, first, second] = line.split(/(?<!\\)\|/)
    if (first === undefined || second === undefined) open = undefined
    else if (open === undefined) tables.push((open = new Map()))
    else for (const name of namesIn(first)) open.set(name, namesIn(second))
  }
  return tables
}

/** What stands between backticks, without brackets of lists; what is said in parentheses is no name. */
export function namesIn(text: string): string[] {
  const names: string[] = []
  let depth = 0
  for (const [index, part] of text.split('`').entries()) {
    if (index % 2 === 0) for (const letter of part) depth += letter === '(' ? 1 : letter === ')' ? -1 : 0
    else if (depth === 0) names.push(part.replaceAll('[]', ''))
  }
  return names
}

/** All names of fields within a value, at any depth. */
export function fieldsWithin(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const each of value) fieldsWithin(each, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      found.add(name)
      fieldsWithin(each, found)
    }
  }
  return found
}
