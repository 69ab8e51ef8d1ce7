import { isRequest, nameOf } from '../buildSteps.ts'
import type { Finding, Report } from '../findings.ts'
import type { ScenarioParts } from '../parts.ts'
import { nearest } from '../suggest.ts'

/** Tags that the engine sets itself. */
export const SYSTEM_TAGS = [
  'scenario',
  'group',
  'step',
  'method',
  'status',
  'expected_response',
  'error_code',
  'check',
] as const

/** Tag -> the values that it can have; undefined when any is possible. */
export type KnownTags = ReadonlyMap<string, ReadonlySet<string> | undefined>

export function knownTags(parts: ScenarioParts): KnownTags {
  const known = new Map<string, Set<string> | undefined>(SYSTEM_TAGS.map((tag) => [tag, undefined]))
  const add = (tags: Readonly<Record<string, string | number | boolean>> = {}) => {
    for (const [tag, value] of Object.entries(tags)) {
      const values = known.has(tag) ? known.get(tag) : new Set<string>()
      known.set(tag, String(value).includes('{{') ? undefined : values?.add(String(value)))
    }
  }
  for (const { value: step } of parts.steps) if ('tags' in step) add(step.tags)
  for (const { value: config } of parts.executors) add(config.tags)
  known.set('scenario', new Set(parts.names.load))
  const requests = parts.steps.flatMap(({ value: step }) => (isRequest(step) ? [nameOf(step)] : []))
  known.set('step', new Set(requests))
  known.set('group', new Set(parts.steps.flatMap(({ value: step }) => ('group' in step ? [step.group] : []))))
  return known
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
    if (known.has(tag) && (values === undefined || values.has(value))) continue
    const what = known.has(tag) ? `the tag \`${tag}\` with the value \`${value}\`` : `the tag \`${tag}\``
    const close = values ? nearest(value, [...values]) : nearest(tag, [...known.keys()])
    const hint = close ? `Did you mean \`${close}\`?` : 'As it is, nothing ever matches.'
    const message = `No step or executor sets ${what}.`
    report({ severity: 'warning', code: 'TAG_UNKNOWN', message, hint, ...placeOf(tag) })
  }
}
