import type { Problem } from '../ipc.ts'
import { readDocument } from './document.ts'
import { toProblems } from './findings.ts'
import type { Finding } from './findings.ts'
import { hostFault, httpUrl, isAbsoluteUrl, observationFault } from './hosts.ts'
import type { Auth, HttpOptions } from './http.ts'
import { mapValues } from './mapValues.ts'
import type { DocumentPath } from './path.ts'
import { parseReferences } from './references.ts'
import type { StreamSpec } from './streamTypes.ts'
import type {
  ExecutorConfig,
  Expectation,
  JsonExpectation,
  Matcher,
  MultipartPart,
  RequestBody,
  RequestStep,
  Scenario,
  Step,
} from './types.ts'
import type { OutgoingMessage, WebSocketAction, WebSocketStep } from './websocketTypes.ts'

export interface ReferenceValues {
  env: Readonly<Record<string, string | undefined>>
  secrets: Readonly<Record<string, string | undefined>>
}

export interface ResolvedScenario {
  /** Absent when a reference has no value, or load would go where it may not. */
  scenario?: Scenario
  /** Values of the secrets that it uses: they must not appear in what is stored or shown. */
  secrets: readonly string[]
  problems: readonly Problem[]
}

/**
 * Replaces `${NAME}`, `${NAME:-default}` and `${secret:NAME}`, and checks the hosts that are known now.
 * @param text the file's text, so that problems have their line and column
 */
export function resolveScenario(scenario: Scenario, values: ReferenceValues, text = ''): ResolvedScenario {
  const resolver = new Resolver(values)
  const resolved = resolver.scenario(scenario)
  const findings = [...resolver.findings, ...(resolver.findings.length === 0 ? hostFindings(resolved) : [])]
  const secrets = [...resolver.secrets]
  if (findings.length === 0) return { scenario: resolved, secrets, problems: [] }
  return { secrets, problems: toProblems(findings, readDocument(text)) }
}

/** Walks a scenario in the same shape and by the same paths as its file. */
class Resolver {
  readonly findings: Finding[] = []
  readonly secrets = new Set<string>()
  private readonly values: ReferenceValues

  constructor(values: ReferenceValues) {
    this.values = values
  }

  scenario(scenario: Scenario): Scenario {
    const { target, guards } = scenario
    return {
      ...scenario,
      target: {
        ...target,
        baseUrl: this.plain(target.baseUrl, ['target', 'baseUrl']),
        headers: this.texts(target.headers, ['target', 'headers'], true),
        ...(target.auth && { auth: this.deep(target.auth, ['target', 'auth'], true) as Auth }),
        ...(target.http && { http: this.deep(target.http, ['target', 'http'], false) as HttpOptions }),
      },
      variables: this.texts(scenario.variables, ['variables'], false),
      data: mapValues(scenario.data, (source, name) => ({
        ...source,
        file: this.plain(source.file, ['data', name, 'file']),
      })),
      flows: mapValues(scenario.flows, (steps, name) => this.steps(steps, ['flows', name])),
      load: mapValues(scenario.load, (executor, name): ExecutorConfig => ({
        ...executor,
        env: this.texts(executor.env, ['load', name, 'env'], false),
      })),
      guards: guards.hosts
        ? { ...guards, hosts: guards.hosts.map((host, index) => this.plain(host, ['guards', 'hosts', index])) }
        : guards,
      ...(scenario.observe && {
        observe: scenario.observe.map((one, index) =>
          one.kind === 'headers' ? one : { ...one, url: this.plain(one.url, ['observe', index, one.kind]) },
        ),
      }),
    }
  }

  private steps(steps: readonly Step[], path: DocumentPath): Step[] {
    return steps.map((step, index) => {
      const at = [...path, index]
      if (step.kind === 'group') return { ...step, steps: this.steps(step.steps, [...at, 'steps']) }
      if (step.kind === 'websocket') return this.websocket(step, at)
      return step.kind === 'request' ? this.request(step, at) : step
    })
  }

  private request(step: RequestStep, path: DocumentPath): RequestStep {
    return {
      ...step,
      url: this.templated(step.url, [...path, urlKey(step)]),
      headers: this.texts(step.headers, [...path, 'headers'], true),
      query: this.texts(step.query, [...path, 'query'], true),
      ...(step.auth && { auth: this.deep(step.auth, [...path, 'auth'], true) as typeof step.auth }),
      ...(step.body && { body: this.body(step.body, path, step.graphqlErrors !== undefined) }),
      expect: this.expectation(step.expect, [...path, 'expect']),
      ...(step.stream && { stream: this.stream(step.stream, [...path, 'stream']) }),
    }
  }

  private stream(stream: StreamSpec, path: DocumentPath): StreamSpec {
    const { until, expect } = stream
    return {
      ...stream,
      until: { ...until, ...(until.json && { json: this.jsonExpectations(until.json, [...path, 'until', 'json']) }) },
      expect: {
        ...expect,
        ...(expect.text && { text: expect.text.map((one) => this.matcher(one, [...path, 'expect', 'text'])) }),
      },
    }
  }

  private websocket(step: WebSocketStep, path: DocumentPath): WebSocketStep {
    return {
      ...step,
      url: this.templated(step.url, [...path, 'websocket']),
      headers: this.texts(step.headers, [...path, 'headers'], true),
      query: this.texts(step.query, [...path, 'query'], true),
      actions: this.actions(step.actions, [...path, 'actions']),
    }
  }

  private actions(actions: readonly WebSocketAction[], path: DocumentPath): WebSocketAction[] {
    return actions.map((action, index) => {
      const at = [...path, index]
      if (action.kind === 'repeat') {
        return Object.assign({}, action, { actions: this.actions(action.actions, [...at, 'actions']) })
      }
      if (action.kind === 'send') return { kind: 'send', message: this.message(action.message, [...at, 'send']) }
      if (action.kind !== 'expect') return action
      const { text, json } = action
      return Object.assign(
        {},
        action,
        text && { text: text.map((one) => this.matcher(one, [...at, 'expect', 'text'])) },
        json && { json: this.jsonExpectations(json, [...at, 'expect', 'json']) },
      )
    })
  }

  private message(message: OutgoingMessage, path: DocumentPath): OutgoingMessage {
    if (message.type === 'text') return { ...message, text: this.templated(message.text, path) }
    return message.type === 'json' ? { ...message, value: this.deep(message.value, [...path, 'json'], true) } : message
  }

  private expectation(expect: Expectation, path: DocumentPath): Expectation {
    const { headers, contains, lacks, json, css } = expect
    const texts = (all: readonly string[], key: string) => all.map((text) => this.templated(text, [...path, key]))
    const matcher = (matches: Matcher, ...at: string[]) => this.matcher(matches, [...path, ...at])
    return {
      ...expect,
      ...(contains && { contains: texts(contains, 'contains') }),
      ...(lacks && { lacks: texts(lacks, 'lacks') }),
      ...(headers && {
        headers: headers.map(({ name, matches }) => ({ name, matches: matcher(matches, 'headers', name) })),
      }),
      ...(json && { json: this.jsonExpectations(json, [...path, 'json']) }),
      ...(css && {
        css: css.map((one) => Object.assign({}, one, { matches: matcher(one.matches, 'css', one.selector) })),
      }),
    }
  }

  private jsonExpectations(json: readonly JsonExpectation[], path: DocumentPath): JsonExpectation[] {
    return json.map(({ path: jsonPath, matches }) => ({
      path: jsonPath,
      matches: this.matcher(matches, [...path, jsonPath]),
    }))
  }

  private matcher(matches: Matcher, path: DocumentPath): Matcher {
    if (matches.type === 'contains') return { ...matches, text: this.templated(matches.text, path) }
    if (matches.type !== 'equals' || typeof matches.value !== 'string') return matches
    return { ...matches, value: this.templated(matches.value, path) }
  }

  private body(body: RequestBody, path: DocumentPath, graphql: boolean): RequestBody {
    if (body.type === 'form') return { ...body, fields: this.texts(body.fields, [...path, 'form'], true) }
    if (body.type === 'raw') return { ...body, text: this.templated(body.text, [...path, 'body']) }
    if (body.type === 'multipart') return { ...body, parts: body.parts.map((part) => this.part(part, path)) }
    return { ...body, value: this.deep(body.value, graphql ? path : [...path, 'json'], true) }
  }

  private part(part: MultipartPart, path: DocumentPath): MultipartPart {
    const at = [...path, 'multipart', part.name]
    if ('text' in part) return { ...part, text: this.templated(part.text, at) }
    return { ...part, file: this.plain(part.file, [...at, 'file']) }
  }

  /** Every text in there. */
  private deep(value: unknown, path: DocumentPath, templated: boolean): unknown {
    if (typeof value === 'string') return templated ? this.templated(value, path) : this.plain(value, path)
    if (Array.isArray(value)) return value.map((item, index) => this.deep(item, [...path, index], templated))
    if (typeof value !== 'object' || value === null) return value
    return mapValues(value as Record<string, unknown>, (item, key) => this.deep(item, [...path, key], templated))
  }

  private texts(map: Readonly<Record<string, string>>, path: DocumentPath, templated: boolean): Record<string, string> {
    return mapValues(map, (text, key) =>
      templated ? this.templated(text, [...path, key]) : this.plain(text, [...path, key]),
    )
  }

  private plain(text: string, path: DocumentPath): string {
    return text.includes('${') ? this.replace(text, path, (value) => value) : text
  }

  /** In a text that the engine reads for templates, a value is no template whatever it holds. */
  private templated(text: string, path: DocumentPath): string {
    return text.includes('${') ? this.replace(text, path, (value) => value.replaceAll('{{', "{{'{{'}}")) : text
  }

  private replace(text: string, path: DocumentPath, escape: (value: string) => string): string {
    let resolved = ''
    for (const part of parseReferences(text)) {
      if (typeof part === 'string') {
        resolved += part
        continue
      }
      const value = (part.secret ? this.values.secrets : this.values.env)[part.name] ?? part.default
      if (value === undefined) this.missing(part.name, part.secret, text, path)
      else if (part.secret && value !== '') this.secrets.add(value)
      resolved += escape(value ?? '')
    }
    return resolved
  }

  private missing(name: string, secret: boolean, text: string, path: DocumentPath): void {
    const column = text.indexOf(secret ? `\${secret:${name}` : `\${${name}`) + 1
    this.findings.push({
      code: secret ? 'SECRET_MISSING' : 'ENV_MISSING',
      message: secret
        ? `The secret \`${name}\` is not set.`
        : `The variable \`${name}\` is not set in the environment.`,
      hint: secret
        ? `Set the environment variable HEADROOM_SECRET_${name}.`
        : `Set it, give it with -e ${name}=..., or write a default: \${${name}:-value}.`,
      path,
      column,
    })
  }
}

/** A proxy's URL may hold a user name and password. */
function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^@/]*@/, '$1')
}

/** Hosts that became known with the values. Templates in the place of a host are judged when the request is sent. */
function hostFindings({ target, flows, guards, observe = [] }: Scenario): Finding[] {
  const findings: Finding[] = []
  const check = (url: string, path: DocumentPath) => {
    const fault = /^[^/]*\/\/[^/?#]*\{\{/.test(url) ? undefined : hostFault(url, guards.hosts)
    if (fault) findings.push({ ...fault, path })
  }
  const checkSteps = (steps: readonly Step[], path: DocumentPath) => {
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'group') checkSteps(step.steps, [...path, index, 'steps'])
      else if ((step.kind === 'request' || step.kind === 'websocket') && isAbsoluteUrl(step.url)) {
        const websocket = step.kind === 'websocket'
        check(websocket ? httpUrl(step.url) : step.url, [...path, index, websocket ? 'websocket' : urlKey(step)])
      }
    }
  }
  check(target.baseUrl, ['target', 'baseUrl'])
  if (target.http?.proxy !== undefined) check(withoutUser(target.http.proxy), ['target', 'http', 'proxy'])
  for (const [name, steps] of Object.entries(flows)) checkSteps(steps, ['flows', name])
  for (const [index, one] of observe.entries()) {
    const fault = one.kind === 'headers' ? undefined : observationFault(one.kind, one.url, guards.hosts)
    if (fault) findings.push({ ...fault, path: ['observe', index, one.kind] })
  }
  return findings
}

/** The key under which a request's URL stands in the file. */
function urlKey(step: RequestStep): string {
  return step.graphqlErrors === undefined ? step.method.toLowerCase() : 'graphql'
}
