import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import type { DocumentPath } from './path.ts'
import { METHOD_KEYS, THINK_RANGE } from './schema/steps.ts'
import type { StepInput } from './schema/steps.ts'
import type { Expectation, JsonExpectation, RequestBody, RequestStep, Step } from './types.ts'

/** A step that sends a request, as it stands in the file. */
export type RequestInput = Extract<StepInput, { [Key in MethodKey]: Record<Key, string> }[MethodKey]>
type MethodKey = (typeof METHOD_KEYS)[number]
type ExpectInput = NonNullable<RequestInput['expect']>

export function isRequest(step: StepInput): step is RequestInput {
  return METHOD_KEYS.some((key) => key in step)
}

/** Method and URL of a request step. */
export function targetOf(step: RequestInput): { key: MethodKey; url: string } {
  for (const key of METHOD_KEYS) {
    const url = (step as Partial<Record<string, unknown>>)[key]
    if (typeof url === 'string') return { key, url }
  }
  throw new TypeError('A request step without a method passed the schema.')
}

/** What a step is called in charts when it has no name: its template, never the URL that was sent. */
export function nameOf(step: RequestInput): string {
  const { key, url } = targetOf(step)
  return step.name ?? `${key.toUpperCase()} ${url}`.slice(0, 200)
}

export function buildSteps(steps: readonly StepInput[], path: DocumentPath, reader: TextReader): Step[] {
  return steps.map((step, index) => buildStep(step, [...path, index], reader))
}

function buildStep(step: StepInput, path: DocumentPath, reader: TextReader): Step {
  if ('think' in step) return { kind: 'think', ...thinkRange(step.think) }
  if ('choose' in step) {
    const branches = Object.entries(step.choose).map(([flow, weight]) => ({ flow, weight }))
    return { kind: 'choose', branches }
  }
  if ('group' in step) {
    return { kind: 'group', name: step.group, steps: buildSteps(step.steps, [...path, 'steps'], reader) }
  }
  if ('flow' in step) return { kind: 'flow', flow: step.flow }
  if ('record' in step) {
    const { record: metric, value } = step
    return { kind: 'record', metric, value: String(value), tags: reader.texts(step.tags, [...path, 'tags']) }
  }
  return buildRequest(step, path, reader)
}

/** `1s..3s` or one duration, in microseconds. */
export function thinkRange(think: string | number): { minUs: number; maxUs: number } {
  const range = THINK_RANGE.exec(String(think))
  const minUs = parseDuration(range?.[1] ?? think)
  return { minUs, maxUs: parseDuration(range?.[2] ?? think) }
}

function buildRequest(step: RequestInput, path: DocumentPath, reader: TextReader): RequestStep {
  const { key, url } = targetOf(step)
  const body = buildBody(step, path, reader)
  return {
    kind: 'request',
    method: key.toUpperCase() as RequestStep['method'],
    url,
    name: nameOf(step),
    tags: reader.texts(step.tags, [...path, 'tags']),
    headers: reader.texts(step.headers, [...path, 'headers']),
    query: reader.texts(step.query, [...path, 'query']),
    ...(body && { body }),
    ...(step.timeout !== undefined && { timeoutUs: parseDuration(step.timeout) }),
    expect: step.expect ? buildExpectation(step.expect) : {},
    extract: step.extract ?? {},
  }
}

function buildBody(step: RequestInput, path: DocumentPath, reader: TextReader): RequestBody | undefined {
  if (step.json !== undefined) return { type: 'json', value: step.json }
  if (step.form) return { type: 'form', fields: reader.texts(step.form, [...path, 'form']) }
  return step.body === undefined ? undefined : { type: 'raw', text: step.body }
}

function buildExpectation(expect: ExpectInput): Expectation {
  const { status, contains, json, under } = expect
  return {
    ...(status !== undefined && { status: [status].flat().map(statusRange) }),
    ...(contains !== undefined && { contains: [contains].flat() }),
    ...(json && { json: Object.entries(json).map(([path, matcher]) => ({ path, matches: jsonMatch(matcher) })) }),
    ...(under !== undefined && { underUs: parseDuration(under) }),
  }
}

/** `200`, `2xx` or `200..299` as an inclusive range. */
export function statusRange(status: number | string): readonly [number, number] {
  const text = String(status)
  if (text.endsWith('xx')) return [Number(text[0]) * 100, Number(text[0]) * 100 + 99]
  const [low = '', high = low] = text.split('..')
  return [Number(low), Number(high)]
}

function jsonMatch(matcher: NonNullable<ExpectInput['json']>[string]): JsonExpectation['matches'] {
  if (matcher === 'exists' || matcher === 'absent') return { type: matcher }
  return { type: 'equals', value: typeof matcher === 'object' && matcher !== null ? matcher.equals : matcher }
}
