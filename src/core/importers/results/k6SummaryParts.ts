import type { CheckTotal } from '../../../shared/run.ts'
import { type JsonObject, numberOf, objectOf, textOf } from './json.ts'

/** What the shapes of k6's summary have in common. */
export interface K6SummaryParts {
  /** By metric, sub-metrics too. Times in milliseconds. */
  values: ReadonlyMap<string, JsonObject>
  /** NaN when it is not told. */
  durationMs: number
  endedAtMs?: number
  checks: readonly CheckTotal[]
  /** Thresholds that were missed, as sentences. */
  missed: readonly string[]
}

const MOST_DEPTH = 50

/**
 * `--summary-export` (values directly in the metric) and what handleSummary gets (in `values`, with
 * `state.testRunDurationMs`): metrics by name, checks in a tree of groups.
 */
export function olderParts(document: JsonObject): K6SummaryParts {
  const metrics = objectOf(document['metrics']) ?? {}
  const values = Object.entries(metrics).flatMap(([name, metric]): [string, JsonObject][] => {
    const object = objectOf(metric)
    return object === undefined ? [] : [[name, objectOf(object['values']) ?? object]]
  })
  return {
    values: new Map(values),
    durationMs: numberOf(objectOf(document['state'])?.['testRunDurationMs']),
    checks: checksOf(objectOf(document['root_group']), 0),
    missed: missedThresholds(metrics),
  }
}

/** `--new-machine-readable-summary` (k6 1.5 and later): metrics and checks as lists in `results`, seconds in `config`. */
export function structuredParts(document: JsonObject): K6SummaryParts | undefined {
  const results = objectOf(document['results'])
  if (results === undefined || !Array.isArray(results['metrics'])) return undefined
  const values = listOf(results['metrics']).flatMap((metric): [string, JsonObject][] => {
    const [name, each] = [textOf(metric['name']), objectOf(metric['values'])]
    return name === undefined || each === undefined ? [] : [[name, each]]
  })
  const endedAtMs = Date.parse(String(objectOf(document['metadata'])?.['generatedAt']))
  return {
    values: new Map(values),
    durationMs: numberOf(objectOf(document['config'])?.['duration']) * 1000,
    ...(Number.isFinite(endedAtMs) ? { endedAtMs } : {}),
    checks: listOf(objectOf(results['checks'])?.['results']).flatMap(checkOf),
    missed: results['passed'] === false ? ['A threshold was missed in k6.'] : [],
  }
}

/** Groups and checks are lists, or objects by name, depending on who wrote them. */
function checksOf(group: JsonObject | undefined, depth: number): CheckTotal[] {
  if (group === undefined || depth > MOST_DEPTH) return []
  const within = listOf(group['groups']).flatMap((each) => checksOf(each, depth + 1))
  return [...listOf(group['checks']).flatMap(checkOf), ...within]
}

function checkOf(check: JsonObject): CheckTotal[] {
  const name = textOf(check['name'])
  const [passes, fails] = [numberOf(check['passes']), numberOf(check['fails'])]
  return name === undefined || !Number.isFinite(passes + fails) ? [] : [{ name, passes, fails }]
}

function listOf(value: unknown): JsonObject[] {
  const all: unknown[] = Array.isArray(value) ? value : Object.values(objectOf(value) ?? {})
  return all.map(objectOf).filter((each) => each !== undefined)
}

/** In --summary-export `true` stands for a threshold that was crossed; handleSummary says `ok`. */
function missedThresholds(metrics: JsonObject): string[] {
  return Object.entries(metrics).flatMap(([name, metric]) =>
    Object.entries(objectOf(objectOf(metric)?.['thresholds']) ?? {})
      .filter(([, outcome]) => outcome === true || objectOf(outcome)?.['ok'] === false)
      .map(([expression]) => `${name}: ${expression} was missed in k6.`),
  )
}
