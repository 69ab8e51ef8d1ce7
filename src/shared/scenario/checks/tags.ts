import { senderOf } from '../buildSteps.ts'
import type { Finding, Report } from '../findings.ts'
import type { ScenarioParts } from '../parts.ts'
import { nearest } from '../suggest.ts'

/** Tags that the engine sets itself, and that no step or executor may set. */
export const SYSTEM_TAGS: readonly string[] = [
  'scenario',
  'group',
  'step',
  'method',
  'status',
  'expected_response',
  'error',
  'error_code',
  'check',
]

/** Tag -> the values that it can have; undefined when any is possible. */
export type KnownTags = ReadonlyMap<string, readonly string[] | undefined>

/** Metrics of an executor, not of a request: they carry its tags alone. */
const EXECUTOR_METRICS: ReadonlySet<string> = new Set([
  'iterations',
  'iteration_duration',
  'vus',
  'vus_max',
  'dropped_iterations',
  'data_sent',
  'data_received',
])

/** The tags that a metric's series carry. */
export function tagsOfMetric(parts: ScenarioParts, metric: string): KnownTags {
  const tags = new Map([...ownTags(executorTags(parts)), ['scenario', parts.names.load] as const])
  if (EXECUTOR_METRICS.has(metric)) return tags
  tags.set('group', groups(parts))
  if (metric === 'group_duration') return tags
  if (parts.names.metrics.includes(metric)) {
    const records = parts.steps.filter(({ value: step }) => 'record' in step && step.record === metric)
    return merged(tags, ownTags(records.map(({ value }) => ('tags' in value ? value.tags : undefined))))
  }
  tags.set('step', requestNames(parts))
  if (metric === 'server_timing') tags.set('name', undefined)
  if (metric === 'checks') return tags.set('check', undefined)
  if (/^(?:streams?|ws)(?:_|$)/.test(metric)) {
    if (metric === 'streams') tags.set('finish', undefined)
    if (metric === 'ws_failed') tags.set('error', undefined).set('error_code', undefined)
    return merged(tags, requestTags(parts))
  }
  for (const tag of SYSTEM_TAGS) if (tag !== 'check' && !tags.has(tag)) tags.set(tag, undefined)
  return merged(tags, requestTags(parts))
}

/** The tags by which a budget can choose requests: what is known before they are sent. */
export function tagsOfBudget(parts: ScenarioParts): KnownTags {
  const tags = new Map([...ownTags(executorTags(parts)), ['scenario', parts.names.load] as const])
  tags.set('group', groups(parts)).set('step', requestNames(parts))
  return merged(tags, requestTags(parts))
}

type TagTexts = Readonly<Record<string, string | number | boolean>> | undefined

function executorTags(parts: ScenarioParts): TagTexts[] {
  return parts.executors.map(({ value }) => value.tags)
}

function requestTags(parts: ScenarioParts): KnownTags {
  return ownTags(parts.steps.map(({ value }) => (senderOf(value) && 'tags' in value ? value.tags : undefined)))
}

function requestNames(parts: ScenarioParts): string[] {
  return parts.steps.flatMap(({ value: step }) => senderOf(step)?.name ?? [])
}

/** As k6 writes them: `::checkout`. Which groups lie in which depends on the flows that are called: one level is enough. */
function groups(parts: ScenarioParts): string[] {
  return parts.steps.flatMap(({ value: step }) => ('group' in step ? [`::${step.group}`] : []))
}

function ownTags(all: readonly TagTexts[]): Map<string, readonly string[] | undefined> {
  const known = new Map<string, readonly string[] | undefined>()
  for (const tags of all) {
    for (const [tag, text] of Object.entries(tags ?? {})) {
      const value = String(text)
      const before = known.has(tag) ? known.get(tag) : []
      known.set(tag, value.includes('{{') || !before ? undefined : [...before, value])
    }
  }
  return known
}

function merged(into: Map<string, readonly string[] | undefined>, added: KnownTags): KnownTags {
  for (const [tag, values] of added) {
    const before = into.has(tag) ? into.get(tag) : []
    into.set(tag, before && values ? [...before, ...values] : undefined)
  }
  return into
}

/** Warns of tags, and of values of tags, that no series will ever have. */
export function checkMatch(
  match: Readonly<Record<string, string | number | boolean>>,
  placeOf: (tag: string) => Pick<Finding, 'path' | 'at'>,
  known: KnownTags,
  report: Report,
): void {
  for (const [tag, wanted] of Object.entries(match)) {
    const value = String(wanted)
    const values = known.get(tag)
    if (known.has(tag) && (values === undefined || isAmong(value, values, tag))) continue
    const what = known.has(tag) ? `the tag \`${tag}\` with the value \`${value}\`` : `the tag \`${tag}\``
    const close = values
      ? (values.find((one) => one === `::${value}`) ?? nearest(value, values))
      : nearest(tag, [...known.keys()])
    const hint = close ? `Did you mean \`${close}\`?` : 'As it is, nothing ever matches.'
    const message = `Nothing here has ${what}.`
    report({ severity: 'warning', code: 'TAG_UNKNOWN', message, hint, ...placeOf(tag) })
  }
}

/** Of a group within groups (`::shop::checkout`), every level must be one. */
function isAmong(value: string, values: readonly string[], tag: string): boolean {
  if (values.includes(value)) return true
  return (
    tag === 'group' &&
    value.startsWith('::') &&
    value
      .slice(2)
      .split('::')
      .every((name) => values.includes(`::${name}`))
  )
}
