import { BUILT_IN_METRICS, builtInMetric } from '../../metrics/definitions.ts'
import type { MetricKind } from '../../metrics/definitions.ts'
import { METHODS_OF_KIND, parseThreshold } from '../../thresholds/parse.ts'
import type { ThresholdText } from '../../thresholds/parse.ts'
import { attempt } from '../findings.ts'
import type { Report } from '../findings.ts'
import type { ScenarioParts } from '../parts.ts'
import { asRecord } from '../path.ts'
import type { DocumentPath } from '../path.ts'
import { nearest } from '../suggest.ts'
import { checkMatch, knownTags } from './tags.ts'

/** Thresholds: their grammar, their metrics, and whether a series can ever match their tags. */
export function checkThresholds(parts: ScenarioParts, report: Report): void {
  const kinds = metricKinds(parts)
  const tags = knownTags(parts)
  const judged = new Set<string>()
  for (const { metric, path, text } of parts.thresholds) {
    if (!isThresholdText(text)) continue
    const threshold = attempt(metricReport(report, path), path, () => parseThreshold(metric, text))
    if (!threshold) continue
    const keyPath = path.slice(0, 2)
    const kind = kinds.get(threshold.metricName)
    if (kind === undefined) {
      const close = nearest(threshold.metricName, [...kinds.keys()])
      const hint = close ? `Did you mean \`${close}\`?` : 'Metrics of your own are named under `metrics`.'
      const message = `There is no metric \`${threshold.metricName}\`.`
      report({ code: 'METRIC_UNKNOWN', message, hint, path: keyPath, at: 'key' })
    } else if (!METHODS_OF_KIND[kind].includes(threshold.aggregate.method)) {
      const allowed = METHODS_OF_KIND[kind].map((method) => `\`${method === 'p' ? 'p(95)' : method}\``).join(', ')
      const message = `\`${threshold.expression}\` cannot be asked of ${threshold.metricName}, which is a ${kind}.`
      report({ code: 'THRESHOLD_METHOD', message, hint: `Of a ${kind} one can ask ${allowed}.`, path })
    }
    if (!judged.has(metric)) checkMatch(threshold.filter, () => ({ path: keyPath, at: 'key' }), tags, report)
    judged.add(metric)
  }
  checkMetricNames(parts, report)
  checkRecords(parts, kinds, report)
}

function isThresholdText(text: unknown): text is ThresholdText {
  return typeof text === 'string' || typeof asRecord(text)?.['threshold'] === 'string'
}

/** A bad metric is the key's fault, a bad expression the entry's. */
function metricReport(report: Report, path: DocumentPath): Report {
  return (finding) =>
    report(finding.code === 'METRIC_INVALID' ? { ...finding, path: path.slice(0, 2), at: 'key' } : finding)
}

function metricKinds(parts: ScenarioParts): Map<string, MetricKind> {
  const kinds = new Map<string, MetricKind>(BUILT_IN_METRICS.map(({ name, kind }) => [name, kind]))
  for (const [name, metric] of Object.entries(parts.sections.metrics ?? {})) {
    kinds.set(name, typeof metric === 'string' ? metric : metric.kind)
  }
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
  for (const { step, path } of parts.steps) {
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
