import { httpUrl } from '../../../shared/scenario/hosts.ts'
import { matcherWords, rangeWords } from '../../../shared/scenario/expectations.ts'
import { compileJsonTemplate, compileTemplate } from '../../../shared/scenario/template.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'
import type { Target } from '../../../shared/scenario/types.ts'
import type {
  ExpectAction,
  OutgoingMessage,
  WebSocketAction,
  WebSocketStep,
} from '../../../shared/scenario/websocketTypes.ts'
import { formatBytes } from '../../../shared/units.ts'
import type { Gate } from '../budgets/gate.ts'
import type { CheckScope } from '../flow/checks.ts'
import type { FlowContext } from '../flow/context.ts'
import type { ExecutorSeries } from '../flow/executorSeries.ts'
import { compileExtraction } from '../flow/extractions.ts'
import { GateSeries } from '../flow/gatePass.ts'
import { JsonPath } from '../flow/jsonPath.ts'
import { compileMatcher } from '../flow/matchers.ts'
import { compileRequest } from '../flow/requestTemplate.ts'
import type { RequestTemplate } from '../flow/requestTemplate.ts'
import { placeTags } from '../flow/requestOp.ts'
import { TaggedSeries } from '../flow/taggedSeries.ts'
import { SeriesSet } from '../metrics/recorder.ts'
import type { RateSeries } from '../metrics/series.ts'
import type { Message } from './inbox.ts'
import { WebSocketSeries } from './webSocketSeries.ts'

/** An action, compiled. */
export type SessionAction =
  | { kind: 'send'; render(scope: TemplateScope): string | Buffer }
  | WaitAction
  | { kind: 'ping'; check: SessionCheck; withinUs: number }
  | { kind: 'think'; minUs: number; maxUs: number }
  | { kind: 'repeat'; times: number; forUs: number; actions: readonly SessionAction[] }
  | { kind: 'close'; code: number; reason: string }

export interface WaitAction {
  kind: 'expect'
  check: SessionCheck
  withinUs: number
  /** Undefined: it waits for the server to close. */
  matches: ((message: Message, scope: TemplateScope) => boolean) | undefined
  closeCodes: readonly number[]
  extract: readonly SessionExtraction[]
}

/** Something that holds or does not, each time its action runs. */
export interface SessionCheck {
  readonly name: string
  readonly expected: string
  readonly where: string
  readonly rate: RateSeries
  readonly set: SeriesSet
}

interface SessionExtraction {
  readonly check: SessionCheck
  /** @returns what is wrong, if anything */
  read(message: Message, scope: CheckScope): string | undefined
}

/** A WebSocket step, compiled for one executor and group. Shared by all virtual users of the worker. */
export class WebSocketOp {
  readonly kind = 'websocket'
  readonly name: string
  readonly flow: string
  readonly template: RequestTemplate
  readonly protocols: readonly string[]
  readonly maxMessageBytes: number
  readonly actions: readonly SessionAction[]
  readonly series: TaggedSeries<WebSocketSeries>
  readonly gates: readonly Gate[]
  readonly gateSeries: GateSeries | undefined
  /** All of the session: they fail together when it does not open. */
  readonly checks: readonly SessionCheck[]

  constructor(step: WebSocketStep, flow: string, group: string, executor: ExecutorSeries, context: FlowContext) {
    const { registry, recorder, scenario, maxSeries } = context
    const place = placeTags(executor, group, step.name)
    this.name = step.name
    this.flow = flow
    this.template = compileOpening(step, scenario.target, context)
    this.protocols = step.protocols
    this.maxMessageBytes = step.maxMessageBytes
    this.series = new TaggedSeries(
      { ...step.tags, ...place },
      maxSeries,
      (tags) => new WebSocketSeries(registry, recorder, tags, executor),
    )
    const checks = new Map<string, SessionCheck>()
    const check = (expected: string, where: string): SessionCheck => {
      const name = `${step.name}: ${expected}`
      const known = checks.get(name)
      if (known) return known
      const rate = registry.rate('checks', { ...place, check: name })
      const made = { name, expected, where, rate, set: new SeriesSet([rate]) }
      checks.set(name, made)
      return made
    }
    this.actions = step.actions.map((action) => compileAction(action, check))
    this.checks = [...checks.values()]
    this.gates = context.gatesFor({ ...step.tags, ...place })
    this.gateSeries = this.gates.length > 0 ? new GateSeries(registry, place) : undefined
  }
}

/** The opening request: a GET that goes the way of all requests. */
function compileOpening(step: WebSocketStep, target: Target, { origins }: FlowContext): RequestTemplate {
  const { url, name, tags, headers, query, timeoutUs } = step
  return compileRequest(
    {
      kind: 'request',
      method: 'GET',
      url: httpUrl(url),
      name,
      tags,
      headers,
      query,
      ...(timeoutUs !== undefined && { timeoutUs }),
      expect: {},
      extract: {},
    },
    target,
    origins,
  )
}

type MakeCheck = (expected: string, where: string) => SessionCheck

function compileAction(action: WebSocketAction, check: MakeCheck): SessionAction {
  switch (action.kind) {
    case 'send':
      return { kind: 'send', render: compileMessage(action.message) }
    case 'expect':
      return compileWait(action, check)
    case 'ping':
      return { kind: 'ping', check: check('receive a pong', 'pong'), withinUs: action.withinUs }
    case 'repeat':
      return {
        kind: 'repeat',
        times: action.times ?? Infinity,
        forUs: action.forUs ?? Infinity,
        actions: action.actions.map((inner) => compileAction(inner, check)),
      }
    case 'think':
    case 'close':
      return action
  }
}

function compileMessage(message: OutgoingMessage): (scope: TemplateScope) => string | Buffer {
  if (message.type === 'binary') {
    const bytes = Buffer.from(message.base64, 'base64')
    return () => bytes
  }
  const template = message.type === 'text' ? compileTemplate(message.text) : compileJsonTemplate(message.value)
  return (scope) => template.render(scope)
}

function compileWait(action: ExpectAction, check: MakeCheck): WaitAction {
  const { words, matches } = compileMessageMatch(action)
  return {
    kind: 'expect',
    check: check(`receive ${words}`, 'messages'),
    withinUs: action.withinUs,
    matches,
    closeCodes: action.close ?? [],
    extract: Object.entries(action.extract).map(([variable, source]) => {
      const extraction = compileExtraction(source)
      const { fallback } = source
      return {
        check: check(`extract ${variable} from ${extraction.place}`, `message at ${extraction.place}`),
        read(message, scope) {
          const found = extraction.read(undefined, message.body, scope)
          if ('value' in found) scope.set(variable, found.value)
          else if (fallback === undefined) return found.problem
          else scope.set(variable, fallback)
          return undefined
        },
      }
    }),
  }
}

function compileMessageMatch({ text, json, binaryBytes, close }: ExpectAction): {
  words: string
  matches: WaitAction['matches']
} {
  const nothing = (): string => 'nothing'
  if (close) return { words: `close ${close.join(' or ')}`, matches: undefined }
  if (binaryBytes) {
    const { min, max } = binaryBytes
    return {
      words: `binary of ${rangeWords(binaryBytes, formatBytes)}`,
      matches: ({ isBinary, bytes }) => isBinary && bytes.length >= min && bytes.length <= max,
    }
  }
  if (json) {
    const compiled = json.map(({ path, matches }) => ({
      path: new JsonPath(path),
      matcher: compileMatcher(matches, true),
    }))
    return {
      words: `JSON with ${json.map(({ path, matches }) => `${path} ${matcherWords(matches)}`).join(', ')}`,
      matches({ isBinary, body }, scope) {
        const parsed = isBinary ? { problem: '' } : body.json()
        if ('problem' in parsed) return false
        return compiled.every(({ path, matcher }) => {
          const values = path.values(parsed.value, matcher.needsAll)
          return matcher.deviation({ values, nothing }, scope) === undefined
        })
      },
    }
  }
  const matchers = (text ?? []).map((matcher) => compileMatcher(matcher, false))
  return {
    words: `text that ${matchers.map(({ words }) => words).join(' and ')}`,
    matches: (message, scope) =>
      !message.isBinary &&
      matchers.every((matcher) => matcher.deviation({ values: [message.text], nothing }, scope) === undefined),
  }
}
