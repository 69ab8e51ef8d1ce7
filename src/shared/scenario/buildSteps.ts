import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import { buildExpectation, buildExtractions } from './buildExpect.ts'
import type { Auth } from './http.ts'
import type { DocumentPath } from './path.ts'
import { buildStream } from './buildStream.ts'
import { buildGraphql, nameOfGraphql } from './buildGraphql.ts'
import { buildWebSocket, nameOfWebSocket } from './buildWebSocket.ts'
import type { AuthInput, MultipartInput } from './schema/http.ts'
import { METHOD_KEYS } from './schema/steps.ts'
import type { StepInput } from './schema/steps.ts'
import { thinkRange } from './schema/think.ts'
import type { MultipartPart, RequestBody, RequestStep, Step } from './types.ts'

/** A step that sends a request, as it stands in the file. */
export type RequestInput = Extract<StepInput, { [Key in MethodKey]: Record<Key, string> }[MethodKey]>
type MethodKey = (typeof METHOD_KEYS)[number]

function isRequest(step: StepInput): step is RequestInput {
  return METHOD_KEYS.some((key) => key in step)
}

/** Method and URL of a request step. */
function targetOf(step: RequestInput): { key: MethodKey; url: string } {
  for (const key of METHOD_KEYS) {
    const url = (step as Partial<Record<string, unknown>>)[key]
    if (typeof url === 'string') return { key, url }
  }
  throw new TypeError('A request step without a method passed the schema.')
}

/** What a step is called in charts when it has no name: its template, never the URL that was sent. */
function nameOf(step: RequestInput): string {
  const { key, url } = targetOf(step)
  return step.name ?? `${key.toUpperCase()} ${url}`.slice(0, 200)
}

/** A step that goes to the system under test: key and text of its URL, and its name. Undefined for other steps. */
export function senderOf(step: StepInput): { key: string; url: string; name: string } | undefined {
  if (isRequest(step)) return { ...targetOf(step), name: nameOf(step) }
  if ('graphql' in step) return { key: 'graphql', url: step.graphql, name: nameOfGraphql(step) }
  if ('websocket' in step) return { key: 'websocket', url: step.websocket, name: nameOfWebSocket(step) }
  return undefined
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
  if ('websocket' in step) return buildWebSocket(step, path, reader)
  if ('graphql' in step) return buildGraphql(step, path, reader)
  return buildRequest(step, path, reader)
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
    ...(step.auth !== undefined && {
      auth: step.auth === 'none' ? { type: 'none' } : buildAuth(step.auth, [...path, 'auth'], reader),
    }),
    ...(step.maxRedirects !== undefined && { maxRedirects: step.maxRedirects }),
    ...(step.timeout !== undefined && { timeoutUs: parseDuration(step.timeout) }),
    expect: step.expect ? buildExpectation(step.expect) : {},
    extract: buildExtractions(step.extract),
    ...(step.stream !== undefined && { stream: buildStream(step.stream === true ? {} : step.stream) }),
  }
}

function buildBody(step: RequestInput, path: DocumentPath, reader: TextReader): RequestBody | undefined {
  if (step.json !== undefined) return { type: 'json', value: step.json }
  if (step.multipart) {
    return { type: 'multipart', parts: buildParts(step.multipart, [...path, 'multipart'], reader) }
  }
  if (step.form) return { type: 'form', fields: reader.texts(step.form, [...path, 'form']) }
  return step.body === undefined ? undefined : { type: 'raw', text: step.body }
}

function buildParts(input: MultipartInput, path: DocumentPath, reader: TextReader): MultipartPart[] {
  return Object.entries(input).map(([name, value]) => {
    if (typeof value !== 'object') return { name, text: reader.texts({ [name]: value }, path)[name] ?? '' }
    const { file, filename = file.split(/[\\/]/).at(-1) ?? file, contentType = 'application/octet-stream' } = value
    return { name, file, filename, contentType }
  })
}

export function buildAuth(input: AuthInput, path: DocumentPath, reader: TextReader): Auth {
  if ('bearer' in input) return { type: 'bearer', token: reader.texts({ bearer: input.bearer }, path)['bearer'] ?? '' }
  const [type, credentials] = 'basic' in input ? (['basic', input.basic] as const) : (['digest', input.digest] as const)
  const { username = '', password = '' } = reader.texts(credentials, [...path, type])
  return { type, username, password }
}
