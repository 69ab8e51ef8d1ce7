import { compile } from 'json-p3'
import { attempt } from '../findings.ts'
import type { Report } from '../findings.ts'
import { observationFault } from '../hosts.ts'
import { type ObservationInput, selector, urlOf } from '../observe.ts'
import type { ScenarioParts } from '../parts.ts'
import type { DocumentPath } from '../path.ts'
import { withDefaults } from '../references.ts'
import { checkMatch, tagsOfBudget } from './tags.ts'

type Periodic = Exclude<ObservationInput, { headers: unknown }>

/** Observations: where they look, what they take, and that no two share a name. */
export function checkObserve(parts: ScenarioParts, report: Report): void {
  const names = new Set<string>()
  let headers = false
  for (const { value: input, path } of parts.observe) {
    if ('headers' in input) {
      if (headers) report({ code: 'NAME_TWICE', message: 'Headers are read once; put all into one list.', path })
      headers = true
      continue
    }
    const { kind } = urlOf(input)
    const name = input.name ?? kind
    if (names.has(name)) {
      const hint = 'Give it a `name`.'
      report({ code: 'NAME_TWICE', message: `Two observers are called \`${name}\`.`, hint, path })
    }
    names.add(name)
    checkPlace(input, path, parts, report)
    checkTaken(input, path, parts, report)
  }
}

/** As far as it can be told now; a reference without a default is judged when it is known. */
function checkPlace(input: Periodic, path: DocumentPath, parts: ScenarioParts, report: Report): void {
  const { kind, url } = urlOf(input)
  const known = attempt(
    () => {},
    path,
    () => withDefaults(url),
  )
  if (known === undefined || !parts.hostsKnown || parts.guards.hosts?.some((host) => host.includes('${'))) return
  const fault = observationFault(kind, known, parts.guards.hosts)
  if (fault) report({ ...fault, path: [...path, kind] })
}

function checkTaken(input: Periodic, path: DocumentPath, parts: ScenarioParts, report: Report): void {
  if ('health' in input) {
    const { dependencies, needs = {} } = input
    if (dependencies !== undefined) {
      try {
        compile(dependencies)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        const message = `\`${dependencies}\` is not a JSONPath (RFC 9535): ${reason.replace(/\.?$/, '.')}`
        report({ code: 'JSONPATH_INVALID', message, path: [...path, 'dependencies'] })
      }
    }
    for (const [dependency, match] of Object.entries(needs)) {
      const at = [...path, 'needs', dependency]
      checkMatch(match, (tag) => ({ path: [...at, tag] }), tagsOfBudget(parts), report)
    }
  }
  if (!('prometheus' in input)) return
  for (const [name, series] of Object.entries(input.series ?? {})) {
    const texts =
      typeof series === 'string' ? [series] : 'share' in series ? [series.share, series.of] : [series.histogram]
    for (const text of texts) attempt(report, [...path, 'series', name], () => selector(text))
  }
}
