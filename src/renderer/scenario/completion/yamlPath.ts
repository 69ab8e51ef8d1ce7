/** A step of a path: a key of a mapping, or any item of a sequence. */
export type Segment = string | typeof ITEM
export const ITEM = Symbol('item')

/** Keys and what is written behind them on their line. */
export type Siblings = Readonly<Record<string, string>>

/** Where the cursor stands in the structure of a document, also one that is being typed and does not parse. */
export interface YamlPosition {
  /** Of the mapping or sequence around the cursor; in a value the value's own. */
  path: readonly Segment[]
  kind: 'key' | 'value'
  /** What was typed so far of the key or value. */
  typed: string
  /** Other keys of the mapping around the cursor, with their scalar values. */
  siblings: Siblings
  /** Inside `{...}` or `[...]`. */
  flow: boolean
}
