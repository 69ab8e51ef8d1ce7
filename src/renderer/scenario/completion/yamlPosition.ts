import { flowPosition, unquote } from './yamlFlow.ts'
import { ITEM, type Segment, type Siblings, type YamlPosition } from './yamlPath.ts'

/** The parts of one line: `  - get: /x` is a dash at column 2 and the key `get` at 4. */
interface Line {
  dashes: readonly number[]
  /** Column at which the key, or what else follows the dashes, begins. */
  column: number
  key: string | null
  /** What follows the key, or the whole content without one. */
  value: string
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s#'"[\]{},&*!|>%@`][^#]*?)):(?:\s+|$)/

/** @param offset of the cursor in the text */
export function yamlPosition(text: string, offset: number): YamlPosition {
  const lines = text.split('\n')
  const index = text.slice(0, offset).split('\n').length - 1
  const before = (lines[index] ?? '').slice(0, offset - (text.lastIndexOf('\n', offset - 1) + 1))
  const line = lineOf(before)
  const above = lines.slice(0, index).map(lineOf)
  const block = blockPath(line, above)
  if (line.key === null) {
    const flow = flowPosition(line.value)
    if (flow !== null) return { ...flow, path: [...block, ...flow.path] }
    const siblings = siblingsOf(line, above, lines.slice(index + 1).map(lineOf))
    return { path: block, kind: 'key', typed: line.value, siblings, flow: false }
  }
  const path = [...block, line.key]
  const flow = flowPosition(line.value)
  if (flow !== null) return { ...flow, path: [...path, ...flow.path] }
  return { path, kind: 'value', typed: line.value, siblings: {}, flow: false }
}

/** The names of the keys directly below a key of the document's root, for example of the flows. */
export function keysBelow(text: string, root: string): string[] {
  const lines = text.split('\n').map(lineOf)
  const start = lines.findIndex((line) => line.column === 0 && line.key === root)
  if (start < 0) return []
  const inside: Line[] = []
  for (const line of lines.slice(start + 1)) {
    if (isBlank(line)) continue
    if (line.column === 0) break
    inside.push(line)
  }
  const column = inside[0]?.column
  return inside.flatMap((line) =>
    line.column === column && line.key !== null && line.dashes.length === 0 ? line.key : [],
  )
}

function lineOf(text: string): Line {
  let column = text.length - text.trimStart().length
  const dashes: number[] = []
  for (let dash = /^-(\s+|$)/.exec(text.slice(column)); dash !== null; dash = /^-(\s+|$)/.exec(text.slice(column))) {
    dashes.push(column)
    column += dash[0].length
  }
  const content = text.slice(column)
  if (content.startsWith('#')) return { dashes, column, key: null, value: '' }
  const found = KEY.exec(content)
  if (found === null) return { dashes, column, key: null, value: content }
  return { dashes, column, key: found[1] ?? found[2] ?? found[3] ?? '', value: content.slice(found[0].length) }
}

function isBlank(line: Line): boolean {
  return line.key === null && line.value === '' && line.dashes.length === 0
}

/** The path of what surrounds a line, by climbing to lines that are less indented. */
function blockPath(line: Line, above: readonly Line[]): Segment[] {
  const path: Segment[] = line.dashes.map(() => ITEM)
  let limit = line.dashes[0] ?? line.column
  let isDash = line.dashes.length > 0
  for (const parent of above.toReversed()) {
    if (isBlank(parent)) continue
    // A sequence may stand at the same column as the key that it belongs to.
    const isKeyOfSequence = isDash && parent.column === limit && parent.dashes.length === 0
    if (parent.key !== null && (parent.column < limit || isKeyOfSequence)) {
      path.unshift(parent.key)
      limit = parent.column
      isDash = false
    }
    for (const dash of parent.dashes.toReversed()) {
      if (dash >= limit) continue
      path.unshift(ITEM)
      limit = dash
      isDash = true
    }
  }
  return path
}

function siblingsOf(line: Line, above: readonly Line[], below: readonly Line[]): Siblings {
  const found: Record<string, string> = {}
  const collect = (others: readonly Line[], upwards: boolean): void => {
    for (const other of others) {
      if (isBlank(other)) continue
      const start = other.dashes[0] ?? other.column
      const endsBefore = upwards ? other.column < line.column : start < line.column
      if (endsBefore) return
      if (other.key !== null && other.column === line.column) found[other.key] = unquote(other.value.trim())
      if (upwards && start < line.column) return
    }
  }
  // The item's first line holds its first key beside the dash: nothing above belongs to it.
  if (line.dashes.length === 0) collect(above.toReversed(), true)
  collect(below, false)
  return found
}
