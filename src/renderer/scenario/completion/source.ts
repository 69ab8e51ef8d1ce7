import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { type JsonSchema, keySuggestions, type Suggestion, valueSuggestions } from './schemaWalk.ts'
import { keysBelow, yamlPosition } from './yamlPosition.ts'

const WORD = /^[\w$.-]*$/

/** Completes keys and values from a JSON Schema, and the names of the document's own flows where they are asked for. */
export function schemaCompletion(schema: JsonSchema) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString()
    const position = yamlPosition(text, context.pos)
    const { path, kind, typed, siblings, flow } = position
    if (!WORD.test(typed)) return null
    const last = path.at(-1)
    const namesFlows = (kind === 'value' && last === 'flow') || (kind === 'key' && last === 'choose')
    const flows = namesFlows ? keysBelow(text, 'flows').map((label) => ({ label, detail: 'flow' })) : []
    const suggestions = kind === 'key' ? keySuggestions(schema, path, siblings) : valueSuggestions(schema, path)
    const options = [...flows, ...suggestions].map((one) => completion(one, kind, flow))
    if (options.length === 0) return null
    return { from: context.pos - typed.length, options, validFor: WORD }
  }
}

function completion(
  { label, description, detail, structured }: Suggestion,
  kind: 'key' | 'value',
  flow: boolean,
): Completion {
  return {
    label,
    type: kind === 'key' ? 'property' : 'enum',
    apply: kind === 'value' ? label : structured === true && !flow ? `${label}:` : `${label}: `,
    ...(description === undefined ? {} : { info: description }),
    ...(detail === undefined ? {} : { detail }),
  }
}
