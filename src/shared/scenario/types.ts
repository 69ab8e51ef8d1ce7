import type { BreakerPlan } from './breaker.ts'
import type { MetricKind, MetricUnit } from '../metrics/definitions.ts'
import type { Tags } from '../metrics/series.ts'
import type { Auth, HttpOptions } from './http.ts'
import type { Threshold } from '../thresholds/types.ts'
import type { Observation } from './observe.ts'
import type { NumberRange } from './expectations.ts'
import type { StreamSpec } from './streamTypes.ts'
import type { WebSocketStep } from './websocketTypes.ts'

/**
 * A scenario as the runner and the engine take it: validated, durations as numbers, defaults filled in, `${...}` not yet
 * replaced (see resolve.ts). Plain data: it crosses process borders. The schema that yields it is schema.ts.
 */
export interface Scenario {
  version: 1
  name: string
  description?: string
  target: Target
  variables: Readonly<Record<string, string>>
  /** Custom metrics that `record` steps feed. */
  metrics: Readonly<Record<string, { kind: MetricKind; unit: MetricUnit }>>
  data: Readonly<Record<string, DataSource>>
  flows: Readonly<Record<string, readonly Step[]>>
  load: Readonly<Record<string, ExecutorConfig>>
  /** Those of the targets file come after the scenario's own once it was read. */
  thresholds: readonly Threshold[]
  /** The file of targets that it refers to. */
  targetsFile?: string
  /** The circuit breaker that it validates. */
  breaker?: BreakerPlan
  guards: Guards
  budgets: readonly Budget[]
  observe?: readonly Observation[]
}

export interface Target {
  baseUrl: string
  /** Headers that every request carries unless a step sets its own. */
  headers: Readonly<Record<string, string>>
  timeoutUs: number
  auth?: Auth
  /** Absent: HTTP_DEFAULTS. */
  http?: HttpOptions
}

export type Step = RequestStep | WebSocketStep | ThinkStep | ChooseStep | GroupStep | FlowStep | RecordStep

/** Every string of a request may hold `{{...}}` templates. */
export interface RequestStep {
  kind: 'request'
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  url: string
  /** Tag `step`; by default `GET /api/matches/{{matchId}}`: the template, never the raw URL. */
  name: string
  tags: Tags
  headers: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  body?: RequestBody
  timeoutUs?: number
  /** Instead of the target's. */
  auth?: Auth | { type: 'none' }
  maxRedirects?: number
  expect: Expectation
  extract: Readonly<Record<string, Extraction>>
  /** Set when the response is read as a stream; what is expected of its body stands there. */
  stream?: StreamSpec
  /** Set for GraphQL: whether its answer may, or must, hold errors. */
  graphqlErrors?: 'absent' | 'allowed' | 'exists'
}

export type RequestBody =
  | { type: 'json'; value: unknown }
  | { type: 'form'; fields: Readonly<Record<string, string>> }
  | { type: 'raw'; text: string; contentType?: string }
  | { type: 'multipart'; parts: readonly MultipartPart[] }

/** `file` is absolute once the scenario is loaded. */
export type MultipartPart =
  | { name: string; text: string }
  | { name: string; file: string; filename: string; contentType: string }

export interface Expectation {
  /** Inclusive ranges, e.g. [[200, 299], [503, 503]]. Absent: 200 to 399, which is then no check of its own. */
  status?: readonly (readonly [number, number])[]
  /** Names in lower case. */
  headers?: readonly { name: string; matches: Matcher }[]
  contains?: readonly string[]
  lacks?: readonly string[]
  /** Regular expressions, as `readPattern` takes them. */
  matches?: readonly string[]
  json?: readonly JsonExpectation[]
  css?: readonly CssExpectation[]
  /** Of the decoded body. */
  sizeBytes?: NumberRange
  /** The response must end sooner than this after its sending began. */
  underUs?: number
}

export interface JsonExpectation {
  path: string
  matches: Matcher
}

export interface CssExpectation {
  selector: string
  /** Looks at this attribute; absent: at the element's text. */
  attribute?: string
  matches: Matcher
}

/** What a value must be. Texts may hold templates, patterns may not. */
export type Matcher =
  | { type: 'exists' }
  | { type: 'absent' }
  | { type: 'equals'; value: string | number | boolean | null }
  | { type: 'contains'; text: string }
  | { type: 'matches'; pattern: string }
  | { type: 'between'; range: NumberRange }
  | { type: 'count'; range: NumberRange }

export type Pick = 'first' | 'last' | 'random'

/** Where a variable's value comes from; `fallback` is its value when nothing is there, which then is no failure. */
export type Extraction = { fallback?: string } & (
  | { from: 'json'; path: string; pick: Pick }
  | { from: 'header'; name: string }
  | { from: 'regex'; pattern: string; group?: number | string; pick: Pick }
  | { from: 'css'; selector: string; attribute?: string; pick: Pick }
  | { from: 'cookie'; name: string }
)

/** A pause, uniform between both. */
export interface ThinkStep {
  kind: 'think'
  minUs: number
  maxUs: number
}

/** Runs one of the flows, by weight. */
export interface ChooseStep {
  kind: 'choose'
  branches: readonly { flow: string; weight: number }[]
}

export interface GroupStep {
  kind: 'group'
  name: string
  steps: readonly Step[]
}

/** Runs another flow in place. */
export interface FlowStep {
  kind: 'flow'
  flow: string
}

/** Adds a sample to a custom metric; the value is a number or a template that gives one. */
export interface RecordStep {
  kind: 'record'
  metric: string
  value: string
  tags: Tags
}

export interface DataSource {
  /** Absolute, or relative to the scenario file. */
  file: string
  format: 'csv' | 'json' | 'jsonl'
  pick: 'random' | 'sequential' | 'unique'
  whenUsedUp: 'stop' | 'recycle' | 'fail'
}

export interface Guards {
  /** Host names that load may go to; absent: the base URL's own host when it is a loopback address, else none. */
  hosts?: readonly string[]
  maxVUs?: number
  maxRps?: number
  /** Most series of the run; beyond it tag values fold into `other`. */
  maxSeries?: number
}

/** A token bucket shared over all workers, for requests whose tags match. */
export interface Budget {
  match: Tags
  tokens: number
  perUs: number
  whenSpent: 'wait' | 'skip' | 'fail'
}

export interface Stage {
  durationUs: number
  target: number
}

interface ExecutorCommon {
  flow: string
  startTimeUs: number
  gracefulStopUs: number
  tags: Tags
  /** Variables of this executor, over the scenario's own. */
  env: Readonly<Record<string, string>>
}

/** Options and semantics are k6's; the names in the file are k6's too (see docs/scenario-format.md). */
export type ExecutorConfig =
  | (ExecutorCommon & { executor: 'shared-iterations'; vus: number; iterations: number; maxDurationUs: number })
  | (ExecutorCommon & { executor: 'per-vu-iterations'; vus: number; iterations: number; maxDurationUs: number })
  | (ExecutorCommon & { executor: 'constant-vus'; vus: number; durationUs: number })
  | (ExecutorCommon & {
      executor: 'ramping-vus'
      startVUs: number
      stages: readonly Stage[]
      gracefulRampDownUs: number
    })
  | (ExecutorCommon & {
      executor: 'constant-arrival-rate'
      rate: number
      timeUnitUs: number
      durationUs: number
      preAllocatedVUs: number
      maxVUs: number
    })
  | (ExecutorCommon & {
      executor: 'ramping-arrival-rate'
      startRate: number
      timeUnitUs: number
      stages: readonly Stage[]
      preAllocatedVUs: number
      maxVUs: number
    })
  | (ExecutorCommon & { executor: 'externally-controlled'; vus: number; maxVUs: number; durationUs: number })
  | (ExecutorCommon & {
      executor: 'breaking-point'
      /** What is raised: virtual users, or iterations per timeUnit. */
      raise: 'vus' | 'rate'
      timeUnitUs: number
      start: number
      step: number
      max: number
      /** How long each level is held. */
      holdUs: number
      /** A target that is missed for this long breaks the level. */
      breakAfterUs: number
      /** Bisection ends when the highest that held and the lowest that broke are this close. */
      precision: number
      preAllocatedVUs: number
      maxVUs: number
    })

export type ExecutorName = ExecutorConfig['executor']
