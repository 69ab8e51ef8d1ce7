import { BUILT_IN_METRICS, builtInMetric } from '../../metrics/definitions.ts'
import type { MetricKind } from '../../metrics/definitions.ts'
import { METHODS_OF_KIND, parseMetricKey, parseThreshold } from '../../thresholds/parse.ts'
import type { Threshold } from '../../thresholds/types.ts'
import { attempt } from '../findings.ts'
import type { Report } from '../findings.ts'
import type { ScenarioParts } from '../parts.ts'
import type { DocumentPath } from '../path.ts'
import { isBesideLoad } from '../../observed.ts'
import { nearest } from '../suggest.ts'
import { checkMatch, tagsOfMetric } from './tags.ts'

/** Thresholds: their grammar, their metrics, and whether a series can ever match their tags. */
export function checkThresholds(parts: ScenarioParts, report: Report): void {
  const kinds = metricKinds(parts)
  for (const { metric, texts } of parts.thresholds) {
    const place = { path: ['thresholds', metric], at: 'key' } as const
    const key = attempt(keyReport(report, place.path), place.path, () => parseMetricKey(metric))
    const kind = key && (kinds.get(key.name) ?? builtInMetric(key.name)?.kind)
    if (key && kind === undefined && !parts.names.metrics.includes(key.name)) {
      const close = nearest(key.name, [...kinds.keys()])
      const hint = close ? `Did you mean \`${close}\`?` : 'Metrics of your own are named under `metrics`.'
      report({ code: 'METRIC_UNKNOWN', message: `There is no metric \`${key.name}\`.`, hint, ...place })
    }
    // What observers will see is known when they look.
    if (key && !isBesideLoad(key.name)) checkMatch(key.filter, () => place, tagsOfMetric(parts, key.name), report)
    for (const { path, value } of texts) {
      const threshold = attempt(report, path, () => parseThreshold(key?.name ?? '', value))
      if (threshold && kind !== undefined) checkOffset(threshold, isTime(parts, threshold.metricName), path, report)
      if (!threshold || kind === undefined || METHODS_OF_KIND[kind].includes(threshold.aggregate.method)) continue
      const allowed = METHODS_OF_KIND[kind].map((method) => `\`${method === 'p' ? 'p(95)' : method}\``).join(', ')
      const message = `\`${threshold.expression}\` cannot be asked of ${threshold.metricName}, which is a ${kind}.`
      report({ code: 'THRESHOLD_METHOD', message, hint: `Of a ${kind} one can ask ${allowed}.`, path })
    }
  }
  checkMetricNames(parts, report)
  checkRecords(parts, kinds, report)
}

/** `baseline + 50ms` is for times. */
function checkOffset({ metricName, expression, offset }: Threshold, time: boolean, path: DocumentPath, report: Report) {
  if (offset === undefined || !('isTime' in offset) || !offset.isTime || time) return
  const message = `\`${expression}\` adds a time to ${metricName}, which is none.`
  report({ code: 'THRESHOLD_INVALID', message, hint: 'Write `baseline + 10%`, or a plain number.', path })
}

function isTime({ metrics }: ScenarioParts, name: string): boolean {
  const own = metrics.find((metric) => metric.name === name)?.value
  return (builtInMetric(name)?.unit ?? (typeof own === 'object' ? own.unit : undefined)) === 'time'
}

/** What is wrong with the key is marked there. */
function keyReport(report: Report, path: DocumentPath): Report {
  return (finding) => report({ ...finding, path, at: 'key' })
}

function metricKinds(parts: ScenarioParts): Map<string, MetricKind> {
  const kinds = new Map<string, MetricKind>(BUILT_IN_METRICS.map(({ name, kind }) => [name, kind]))
  for (const { name, value } of parts.metrics) kinds.set(name, typeof value === 'string' ? value : value.kind)
  return kinds
}

function checkMetricNames(parts: ScenarioParts, report: Report): void {
  for (const name of parts.names.metrics) {
    if (!builtInMetric(name)) continue
    const message = `\`${name}\` is a metric of Headroom itself.`
    report({ code: 'NAME_RESERVED', message, hint: 'Give it another name.', path: ['metrics', name], at: 'key' })
  }
}

function checkRecords(parts: ScenarioParts, kinds: ReadonlyMap<string, MetricKind>, report: Report): void {
  for (const { value: step, path } of parts.steps) {
    if (!('record' in step)) continue
    const { record: name, value } = step
    if (!parts.names.metrics.includes(name)) {
      const close = nearest(name, parts.names.metrics)
      const hint = close ? `Did you mean \`${close}\`?` : `Name it: metrics: { ${name}: counter }.`
      report({
        code: 'METRIC_UNKNOWN',
        message: `There is no metric \`${name}\` of your own.`,
        hint,
        path: [...path, 'record'],
      })
    } else if (typeof value === 'boolean' && kinds.get(name) !== 'rate') {
      report({
        code: 'VALUE_INVALID',
        message: `true and false are for rates; \`${name}\` is none.`,
        path: [...path, 'value'],
      })
    } else if (typeof value === 'string' && !value.includes('{{') && !/^(?:true|false|-?\d+(?:\.\d+)?)$/.test(value)) {
      report({ code: 'VALUE_INVALID', message: `\`${value}\` is not a number.`, path: [...path, 'value'] })
    }
  }
}
