import type { BreakerState } from '../breaker.ts'
import { parseMetricKey } from '../thresholds/parse.ts'
import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import type { DocumentPath } from './path.ts'
import type { BreakerInput } from './schema/breaker.ts'
import { THINK_RANGE } from './schema/think.ts'
import type { Tags } from '../metrics/series.ts'

/** A request that the coordinating process sends itself. */
export interface PlainCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** A path of the target, or an absolute URL. */
  url: string
  headers: Readonly<Record<string, string>>
  json?: unknown
}

export interface CountedMetric {
  /** As written: `http_reqs{status:502}`. */
  text: string
  metric: string
  filter: Tags
}

/** A circuit breaker that a scenario validates. */
export interface BreakerPlan {
  name: string
  probe: {
    call: PlainCall
    everyMs: number
    timeoutMs: number
    state: { from: 'status' } | { from: 'json'; path: string } | { from: 'header'; name: string }
    values: Readonly<Record<string, BreakerState>>
  }
  faults: readonly { name: string; atMs: number; forMs: number; start: PlainCall; end?: PlainCall }[]
  expect: BreakerExpectations
}

export interface BreakerExpectations {
  order: readonly BreakerState[]
  trigger?: { failures: number; withinMs: number; counted: CountedMetric }
  opensWithinMs?: number
  openForMs?: { least: number; most: number }
  whileOpen?: { underMs: number; counted: CountedMetric }
  recoversWithinMs?: number
}

const DEFAULT_ORDER: readonly BreakerState[] = ['CLOSED', 'OPEN', 'HALF_OPEN', 'CLOSED']
const DEFAULT_EVERY = '250ms'
const DEFAULT_TIMEOUT = '2s'
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

type CallInput = BreakerInput['faults'][number]['start']

export function buildBreaker(input: BreakerInput, reader: TextReader): BreakerPlan {
  const { name = 'circuit breaker', probe, faults, expect = {} } = input
  const { state } = probe
  const { trigger, opensWithin, openFor, whileOpen, recoversWithin } = expect
  return {
    name,
    probe: {
      call: buildCall(probe, ['breaker', 'probe'], reader),
      everyMs: msOf(probe.every ?? DEFAULT_EVERY),
      timeoutMs: msOf(probe.timeout ?? DEFAULT_TIMEOUT),
      state:
        state === 'status'
          ? { from: 'status' }
          : 'json' in state
            ? { from: 'json', path: state.json }
            : { from: 'header', name: state.header.toLowerCase() },
      values: probe.values ?? {},
    },
    faults: faults.map((fault, index) => buildFault(fault, ['breaker', 'faults', index], reader)),
    expect: {
      order: expect.order ?? DEFAULT_ORDER,
      ...(trigger && {
        trigger: {
          failures: trigger.failures,
          withinMs: msOf(trigger.within),
          counted: countedMetric(trigger.counted),
        },
      }),
      ...(opensWithin !== undefined && { opensWithinMs: msOf(opensWithin) }),
      ...(openFor !== undefined && { openForMs: rangeOf(openFor) }),
      ...(whileOpen && { whileOpen: { underMs: msOf(whileOpen.under), counted: countedMetric(whileOpen.counted) } }),
      ...(recoversWithin !== undefined && { recoversWithinMs: msOf(recoversWithin) }),
    },
  }
}

function buildFault(fault: BreakerInput['faults'][number], path: DocumentPath, reader: TextReader) {
  const { name, at, for: duration, start, end } = fault
  return {
    name,
    atMs: msOf(at),
    forMs: msOf(duration),
    start: buildCall(start, [...path, 'start'], reader),
    ...(end === undefined ? {} : { end: buildCall(end, [...path, 'end'], reader) }),
  }
}

/** The same for a run that is `factor` times as long. What the breaker itself takes is the system's own, and stays. */
export function scaledBreaker(plan: BreakerPlan, factor: number): BreakerPlan {
  const faults = plan.faults.map((fault) => ({ ...fault, atMs: fault.atMs * factor, forMs: fault.forMs * factor }))
  return { ...plan, faults }
}

/** The key that names a call's method, and its URL. */
export function methodOfCall(call: CallInput): { key: (typeof METHODS)[number]; url: string } {
  const key = METHODS.find((method) => call[method] !== undefined) ?? 'get'
  return { key, url: call[key] ?? '' }
}

function buildCall(call: CallInput, path: DocumentPath, reader: TextReader): PlainCall {
  const { key, url } = methodOfCall(call)
  return {
    method: key.toUpperCase() as PlainCall['method'],
    url,
    headers: reader.texts(call.headers, [...path, 'headers']),
    ...(call.json === undefined ? {} : { json: call.json }),
  }
}

function countedMetric(text: string): CountedMetric {
  const { name, filter } = parseMetricKey(text)
  return { text, metric: name, filter }
}

function rangeOf(text: string | number): { least: number; most: number } {
  const found = typeof text === 'number' ? null : THINK_RANGE.exec(text)
  const [least, most] = found ? [found[1] ?? '', found[2] ?? ''] : [text, undefined]
  return { least: msOf(least), most: most === undefined ? Infinity : msOf(most) }
}

function msOf(duration: string | number): number {
  return parseDuration(duration) / 1000
}
