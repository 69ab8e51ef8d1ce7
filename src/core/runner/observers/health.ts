import { compile } from 'json-p3'
import type { Observation } from '../../../shared/scenario/observe.ts'
import { type HealthState, HEALTH_VALUES } from '../../../shared/health.ts'
import type { GuardedGet, Looked } from './guardedGet.ts'
import type { ObserverContext } from './observer.ts'

/** What a system says of itself. */
export interface Health {
  state: HealthState
  /** In the order of the answer. */
  dependencies: ReadonlyMap<string, HealthState>
}

const WORDS: Readonly<Record<string, HealthState>> = {
  up: 'up',
  ok: 'up',
  pass: 'up',
  passing: 'up',
  healthy: 'up',
  available: 'up',
  connected: 'up',
  ready: 'up',
  running: 'up',
  true: 'up',
  closed: 'up',
  online: 'up',
  serving: 'up',
  green: 'up',
  enabled: 'up',
  alive: 'up',
  degraded: 'degraded',
  warn: 'degraded',
  warning: 'degraded',
  slow: 'degraded',
  partial: 'degraded',
  yellow: 'degraded',
  half_open: 'degraded',
  unknown: 'degraded',
  down: 'down',
  fail: 'down',
  failed: 'down',
  failing: 'down',
  error: 'down',
  unhealthy: 'down',
  critical: 'down',
  unavailable: 'down',
  away: 'down',
  disconnected: 'down',
  out_of_service: 'down',
  offline: 'down',
  false: 'down',
  open: 'down',
  red: 'down',
  not_serving: 'down',
  dead: 'down',
}
/** Where the usual frameworks keep their dependencies: Spring, IETF health+json, ASP.NET, Terminus, MicroProfile, plain ones. */
const PLACES = ['dependencies', 'components', 'checks', 'entries', 'results', 'services', 'details'] as const
const STATE_KEYS = ['status', 'state', 'health', 'healthy', 'ok', 'up'] as const
const MOST_DEPENDENCIES = 50

/**
 * Reads a health answer. A 503 whose body tells of dependencies is data like any other.
 * @param path JSONPath to the dependencies, instead of the known places
 * @throws Error when neither status nor body say how the system is
 */
export function readHealth({ status, body }: Pick<Looked, 'status' | 'body'>, path?: string): Health {
  if (status >= 400 && status < 500) throw new Error(`it answered ${status}`)
  const parsed = parse(body)
  const root = asRecord(parsed)
  const found =
    path === undefined
      ? PLACES.map((key) => root?.[key]).find(isCollection)
      : compile(path)
          .query(parsed as never)
          .values()[0]
  const dependencies = dependenciesOf(found)
  const said = root === undefined ? stateOf(typeof parsed === 'string' ? parsed : body) : stateIn(root)
  if (said === undefined && status !== 503 && (status < 200 || status > 299)) throw new Error(`it answered ${status}`)
  return { state: said ?? overall(status, dependencies), dependencies }
}

/** A health answer as samples and, where something changed, as events. */
export function healthLook(
  { name, dependencies: path }: Extract<Observation, { kind: 'health' }>,
  client: GuardedGet,
): (context: ObserverContext, signal: AbortSignal) => Promise<void> {
  const before = new Map<string, HealthState>()
  return async (context, signal) => {
    const since = context.clock.nowUs()
    const looked = await client.get(signal)
    const durationMs = (context.clock.nowUs() - since) / 1000
    const { state, dependencies } = readHealth(looked, path)
    const atMs = context.nowMs()
    const tags = { observer: name }
    context.sample({ metric: 'observed.health', tags, value: HEALTH_VALUES[state], atMs })
    context.sample({ metric: 'observed.health_duration_ms', tags, value: durationMs, atMs })
    for (const [dependency, one] of dependencies) {
      const value = HEALTH_VALUES[one]
      context.sample({ metric: 'observed.dependency', tags: { ...tags, dependency }, value, atMs })
    }
    for (const [what, now] of [['', state] as const, ...dependencies]) {
      const was = before.get(what)
      before.set(what, now)
      if (was === now || (was === undefined && now === 'up')) continue
      const subject = what === '' ? `The system (${name})` : `The dependency ${what}`
      const text = `${subject} is ${now}${was === undefined ? '' : `, it was ${was}`}.`
      context.event(now === 'up' ? 'info' : 'warning', text)
    }
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

function dependenciesOf(found: unknown): Map<string, HealthState> {
  const named: (readonly [string, unknown])[] = Array.isArray(found)
    ? found.map((entry: unknown, index) => [nameIn(asRecord(entry)) ?? String(index), entry] as const)
    : Object.entries(asRecord(found) ?? {})
  const states = new Map<string, HealthState>()
  for (const [name, entry] of named.slice(0, MOST_DEPENDENCIES)) {
    // health+json lists each measurement of a component; the worst one counts.
    const all = (Array.isArray(entry) ? entry : [entry]).map(
      (one: unknown) => stateOf(one) ?? stateIn(asRecord(one) ?? {}),
    )
    const state = worst(all.filter((one) => one !== undefined))
    if (state !== undefined) states.set(name, state)
  }
  return states
}

function nameIn(record: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const name = record?.['name'] ?? record?.['id'] ?? record?.['component']
  return typeof name === 'string' ? name : undefined
}

function stateIn(record: Readonly<Record<string, unknown>>): HealthState | undefined {
  for (const key of STATE_KEYS) {
    const state = stateOf(record[key])
    if (state !== undefined) return state
  }
  return undefined
}

function stateOf(value: unknown): HealthState | undefined {
  if (typeof value !== 'string' && typeof value !== 'boolean') return undefined
  const word = String(value)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined
}

function overall(status: number, dependencies: ReadonlyMap<string, HealthState>): HealthState {
  const worstOne = worst([...dependencies.values()])
  if (status === 503) return worstOne === undefined ? 'down' : 'degraded'
  return worstOne === undefined || worstOne === 'up' ? 'up' : 'degraded'
}

function worst(states: readonly HealthState[]): HealthState | undefined {
  return states.toSorted((one, other) => HEALTH_VALUES[one] - HEALTH_VALUES[other])[0]
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
