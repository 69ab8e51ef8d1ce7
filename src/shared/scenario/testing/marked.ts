import type { Problem } from '../../ipc.ts'

const SECTIONS: Readonly<Record<string, string>> = {
  headroom: 'headroom: 1',
  name: 'name: Test',
  target: 'target: { baseUrl: "http://127.0.0.1:4700" }',
  flows: 'flows: { main: [ { get: / } ] }',
  load: 'load: { main: { executor: constant-vus, duration: 10s } }',
}

/** A valid scenario file in which some top-level sections are replaced, or added; an empty text leaves one out. */
export function fileWith(sections: Readonly<Record<string, string>> = {}): string {
  return Object.values({ ...SECTIONS, ...sections })
    .filter((section) => section !== '')
    .join('\n')
}

/** Takes the marks out of a text and says, as `line:column-endLine:endColumn`, what stood between each «pair». */
export function unmark(marked: string): { text: string; places: string[] } {
  const places: string[] = []
  let text = ''
  let start = ''
  for (const character of marked) {
    if (character === '«') start = position(text)
    else if (character === '»') places.push(`${start}-${position(text)}`)
    else text += character
  }
  return { text, places }
}

export function placeOf({ line, column, endLine, endColumn }: Problem): string {
  return `${line}:${column}-${endLine}:${endColumn}`
}

function position(before: string): string {
  const lines = before.split('\n')
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}
