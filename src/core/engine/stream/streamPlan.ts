import type { StreamExtraction, StreamSpec } from '../../../shared/scenario/streamTypes.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'
import { JsonPath } from '../flow/jsonPath.ts'
import { compileMatcher } from '../flow/matchers.ts'
import type { CompiledMatcher } from '../flow/matchers.ts'
import { ANTHROPIC, OPENAI, shapeByPaths } from './shapes.ts'
import type { Shape } from './shapes.ts'

/** A variable that is read from the events as they pass. */
export interface EventExtraction {
  readonly variable: string
  readonly path: JsonPath
  readonly event: string | undefined
  readonly last: boolean
}

/** How a step reads its streams, compiled. */
export interface StreamPlan {
  readonly spec: StreamSpec
  /** Undefined: found out by the first event. */
  readonly shape: Shape | undefined
  readonly untilJson: readonly { path: JsonPath; matcher: CompiledMatcher }[]
  readonly extractions: readonly EventExtraction[]
  /** Whether values are read from events, besides those of a shape. */
  readonly readsJson: boolean
  /** Whether the joined contents are asked for. */
  readonly keepsText: boolean
}

/** @throws HeadroomError JSONPATH_INVALID, TEMPLATE_INVALID */
export function compileStream(spec: StreamSpec): StreamPlan {
  const { format, content, finish, tokens } = spec
  const extractions = Object.entries(spec.extract).flatMap(([variable, source]) =>
    source.from === 'event' ? [eventExtraction(variable, source)] : [],
  )
  const own = content !== undefined || finish !== undefined || tokens !== undefined
  return {
    spec,
    shape: own ? shapeByPaths(spec) : format === 'openai' ? OPENAI : format === 'anthropic' ? ANTHROPIC : undefined,
    untilJson: (spec.until.json ?? []).map(({ path, matches }) => ({
      path: new JsonPath(path),
      matcher: compileMatcher(matches, true),
    })),
    extractions,
    readsJson: extractions.length > 0 || spec.until.json !== undefined,
    keepsText:
      spec.expect.text !== undefined ||
      Object.values(spec.extract).some((source) => source.from === 'stream' && source.take === 'text'),
  }
}

function eventExtraction(
  variable: string,
  { path, event, pick }: Extract<StreamExtraction, { from: 'event' }>,
): EventExtraction {
  return { variable, path: new JsonPath(path), event, last: pick === 'last' }
}

/** Whether an event's JSON is what the stream was to be read until. */
export function isLast({ untilJson }: StreamPlan, json: unknown, scope: TemplateScope): boolean {
  if (untilJson.length === 0 || json === undefined) return false
  return untilJson.every(({ path, matcher }) => {
    const values = path.values(json, matcher.needsAll)
    return matcher.deviation({ values, nothing: () => 'nothing' }, scope) === undefined
  })
}
