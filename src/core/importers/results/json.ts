export type JsonObject = Readonly<Record<string, unknown>>

/** A text as a JSON object; undefined when it is none. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A spreadsheet of many languages writes 12,5. */
const DECIMAL_COMMA = /^-?\d+,\d+$/

/** A number, also written as a text; NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN
  return Number(DECIMAL_COMMA.test(value) ? value.replace(',', '.') : value)
}
