import { ITEM, type Segment, type Siblings } from './yamlPath.ts'

/** The part of JSON Schema that the scenario's schema uses. */
export interface JsonSchema {
  $ref?: string
  $defs?: Readonly<Record<string, JsonSchema>>
  type?: string | readonly string[]
  description?: string
  properties?: Readonly<Record<string, JsonSchema>>
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema | boolean
  prefixItems?: readonly JsonSchema[]
  anyOf?: readonly JsonSchema[]
  oneOf?: readonly JsonSchema[]
  allOf?: readonly JsonSchema[]
  enum?: readonly Json[]
  const?: Json
  default?: Json
  examples?: readonly Json[]
}

type Scalar = string | number | boolean | null
type Json = Scalar | readonly Json[] | { readonly [key: string]: Json | undefined }

/** Something that may stand at a place. */
export interface Suggestion {
  label: string
  description?: string
  /** `string`, `object`, `30s by default`. */
  detail?: string
  /** The value is a mapping or a sequence, which goes on the next line. */
  structured?: boolean
}

/** References may form circles: steps hold steps. */
const MOST_EXPANSIONS = 400

/** Keys that may stand in a mapping at this path, without those that are there. */
export function keySuggestions(root: JsonSchema, path: readonly Segment[], siblings: Siblings): Suggestion[] {
  const objects = schemasAt(root, path).filter((schema) => schema.properties !== undefined)
  // Of several kinds of step or executor those remain that fit what is written already.
  const fitting = objects.filter((schema) => Object.entries(siblings).every(([key, value]) => fits(schema, key, value)))
  const found = new Map<string, Suggestion>()
  for (const schema of fitting.length > 0 ? fitting : objects) {
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      if (siblings[key] === undefined && !found.has(key)) found.set(key, suggestionOf(root, key, value))
    }
  }
  return [...found.values()]
}

/** Values that the schema names for this path: enumerations, constants, booleans, examples. */
export function valueSuggestions(root: JsonSchema, path: readonly Segment[]): Suggestion[] {
  const found = new Map<string, Suggestion>()
  for (const schema of schemasAt(root, path)) {
    const values = [
      ...(schema.enum ?? []),
      ...(schema.const === undefined ? [] : [schema.const]),
      ...(typesOf(schema).includes('boolean') ? [true, false] : []),
      ...(schema.examples ?? []),
    ]
    for (const value of values) {
      if (!isScalar(value)) continue
      const label = String(value)
      if (!found.has(label)) found.set(label, { label, ...(schema.description && { description: schema.description }) })
    }
  }
  return [...found.values()]
}

/** Whether a key may stand in a mapping; where the schema names its value, with that value. */
function fits(schema: JsonSchema, key: string, value: string): boolean {
  const property = schema.properties?.[key]
  if (property === undefined) return false
  return property.const === undefined || value === '' || (isScalar(property.const) && String(property.const) === value)
}

/** All schemas that describe a place, alternatives side by side. */
function schemasAt(root: JsonSchema, path: readonly Segment[]): JsonSchema[] {
  let schemas = expand(root, [root])
  for (const segment of path) {
    schemas = expand(
      root,
      schemas.flatMap((schema) => childrenOf(schema, segment)),
    )
  }
  return schemas
}

function childrenOf(schema: JsonSchema, segment: Segment): JsonSchema[] {
  if (segment === ITEM) {
    const items = typeof schema.items === 'object' ? [schema.items] : []
    return [...(schema.prefixItems ?? []), ...items]
  }
  const own = schema.properties?.[segment]
  if (own !== undefined) return [own]
  return typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []
}

/** Schemas with their references followed and their alternatives laid side by side. */
function expand(root: JsonSchema, schemas: readonly JsonSchema[]): JsonSchema[] {
  const seen = new Set<JsonSchema>()
  const waiting = [...schemas]
  for (let schema = waiting.shift(); schema !== undefined && seen.size < MOST_EXPANSIONS; schema = waiting.shift()) {
    if (seen.has(schema)) continue
    seen.add(schema)
    const target = schema.$ref === undefined ? undefined : followReference(root, schema.$ref)
    if (target !== undefined) waiting.push(target)
    waiting.push(...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? []))
  }
  return [...seen]
}

function followReference(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (reference === '#') return root
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1]
  return name === undefined ? undefined : root.$defs?.[decodeURIComponent(name)]
}

function suggestionOf(root: JsonSchema, label: string, schema: JsonSchema): Suggestion {
  const all = expand(root, [schema])
  const description = all.find((one) => one.description !== undefined)?.description
  const fallback = all.find((one) => one.default !== undefined)?.default
  const types = new Set(all.flatMap(typesOf))
  const structured = types.size > 0 && [...types].every((type) => type === 'object' || type === 'array')
  return {
    label,
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined || !isScalar(fallback) ? {} : { detail: `${String(fallback)} by default` }),
    structured,
  }
}

function isScalar(value: Json): value is Scalar {
  return value === null || typeof value !== 'object'
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (typeof schema.type === 'string') return [schema.type]
  return schema.type ?? []
}
