import { compile } from 'json-p3'
import type { JSONPathQuery, JSONValue } from 'json-p3'
import { HeadroomError } from '../../../shared/errors.ts'

const LAST_SEGMENT = /(?:\.\.?[^.[\]]+|\[[^[\]]*\])$/

/** A JSONPath (RFC 9535), compiled once. @throws HeadroomError JSONPATH_INVALID */
export class JsonPath {
  private readonly path: string
  private readonly query: JSONPathQuery

  constructor(path: string) {
    this.path = path
    this.query = compilePath(path)
  }

  /** All values that it finds, or the first alone. */
  values(json: unknown, all = false): unknown[] {
    if (all) return this.query.query(json as JSONValue).values()
    const first = this.query.match(json as JSONValue)
    return first ? [first.value] : []
  }

  /** Why nothing is there: what the longest part of the path that leads somewhere leads to. */
  nothing(json: unknown): string {
    for (let path = this.path.replace(LAST_SEGMENT, ''); path.length > 1 || path === '$';) {
      const found = compilePath(path).match(json as JSONValue)
      if (found) return `nothing is there; ${path} is ${kindOf(found.value)}`
      const shorter = path.replace(LAST_SEGMENT, '')
      if (shorter === path) break
      path = shorter
    }
    return 'nothing is there'
  }
}

function compilePath(path: string): JSONPathQuery {
  try {
    return compile(path)
  } catch (cause) {
    throw new HeadroomError(
      { code: 'JSONPATH_INVALID', message: `"${path}" is not a JSONPath (RFC 9535).`, at: { path } },
      { cause },
    )
  }
}

const MOST_KEYS = 8

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value)
  if (keys.length === 0) return 'an empty map'
  return `a map with ${keys.slice(0, MOST_KEYS).join(', ')}${keys.length > MOST_KEYS ? ', …' : ''}`
}
