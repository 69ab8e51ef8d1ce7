/** Where something stands in the document: keys and 0-based indexes. */
export type DocumentPath = readonly PropertyKey[]

/** `flows.browse[0].expect.status`; keys that are not plain names in brackets: `thresholds["checks{a:b}"]`. */
export function formatPath(path: DocumentPath): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else if (/^[\w-]+$/.test(String(part))) text += text === '' ? String(part) : `.${String(part)}`
    else text += `[${JSON.stringify(String(part))}]`
  }
  return text
}

/** The value at a path of plain data, or undefined. */
export function valueAt(value: unknown, path: DocumentPath): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<PropertyKey, unknown>)[part]
  }
  return at
}

/** A plain object (a YAML map), as a record; otherwise undefined. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
