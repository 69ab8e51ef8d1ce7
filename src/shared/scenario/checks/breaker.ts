import { compile } from 'json-p3'
import { builtInMetric } from '../../metrics/definitions.ts'
import type { MetricKind } from '../../metrics/definitions.ts'
import { parseMetricKey } from '../../thresholds/parse.ts'
import { parseDuration } from '../../units.ts'
import { buildExecutor } from '../buildExecutor.ts'
import { methodOfCall } from '../breaker.ts'
import { type Report, attempt } from '../findings.ts'
import { hostFault, isAbsoluteUrl } from '../hosts.ts'
import { loadShape } from '../loadShape.ts'
import type { ScenarioParts } from '../parts.ts'
import type { DocumentPath } from '../path.ts'

/** What the breaker section says against the load, the guards and the metrics. */
export function checkBreaker(parts: ScenarioParts, report: Report): void {
  const { breaker } = parts
  if (breaker === undefined) return
  const { probe, faults, expect } = breaker
  checkCall(probe, ['breaker', 'probe'], parts, report)
  if (typeof probe.state === 'object' && 'json' in probe.state) {
    checkJsonPath(probe.state.json, ['breaker', 'probe', 'state', 'json'], report)
  }
  const endMs = Math.max(0, ...parts.executors.map(({ value, path }) => plannedEndMs(value, path)))
  for (const [index, fault] of faults.entries()) {
    const path = ['breaker', 'faults', index]
    checkCall(fault.start, [...path, 'start'], parts, report)
    if (fault.end) checkCall(fault.end, [...path, 'end'], parts, report)
    const overMs = (parseDuration(fault.at) + parseDuration(fault.for)) / 1000
    if (parts.executors.length > 0 && overMs >= endMs) {
      const message = 'This fault ends after the load does, so that no recovery could be seen.'
      report({ code: 'LOAD_CONTRADICTION', message, hint: 'Let the load go on after it.', path: [...path, 'for'] })
    }
  }
  checkCounted(expect?.trigger?.counted, ['counter', 'rate'], ['breaker', 'expect', 'trigger', 'counted'], report)
  checkCounted(expect?.whileOpen?.counted, ['trend'], ['breaker', 'expect', 'whileOpen', 'counted'], report)
}

function plannedEndMs(executor: ScenarioParts['executors'][number]['value'], path: DocumentPath): number {
  return loadShape(buildExecutor(executor, '', path, { texts: () => ({}) })).endMs
}

function checkCall(
  call: Parameters<typeof methodOfCall>[0],
  path: DocumentPath,
  parts: ScenarioParts,
  report: Report,
): void {
  const { key, url } = methodOfCall(call)
  const place = [...path, key]
  if (isAbsoluteUrl(url)) {
    const fault = parts.hostsKnown ? hostFault(url, parts.guards.hosts) : undefined
    if (fault) report({ ...fault, path: place })
  } else if (!url.startsWith('/')) {
    const message = `\`${url}\` is neither a path nor a URL.`
    report({ code: 'URL_INVALID', message, hint: 'Write it like /api/health.', path: place })
  }
}

function checkCounted(
  text: string | undefined,
  kinds: readonly MetricKind[],
  path: DocumentPath,
  report: Report,
): void {
  if (text === undefined) return
  const key = attempt(report, path, () => parseMetricKey(text))
  if (key === undefined) return
  const kind = builtInMetric(key.name)?.kind
  if (kind !== undefined && kinds.includes(kind)) return
  const message = kind === undefined ? `There is no metric \`${key.name}\`.` : `\`${key.name}\` is a ${kind}.`
  const example = kinds.includes('trend') ? 'http_req_duration{status:503}' : 'http_reqs{status:502}'
  report({ code: 'METRIC_UNKNOWN', message, hint: `Name one like ${example}.`, path })
}

function checkJsonPath(text: string, path: DocumentPath, report: Report): void {
  try {
    compile(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const message = `\`${text}\` is not a JSONPath (RFC 9535): ${reason.replace(/\.?$/, '.')}`
    report({ code: 'JSONPATH_INVALID', message, hint: 'Write it like $.breaker.state.', path })
  }
}
