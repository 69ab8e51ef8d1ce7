import type { Problem } from '../ipc.ts'
import { builtInMetric } from '../metrics/definitions.ts'
import { METHODS_OF_KIND, parseMetricKey, parseThreshold } from '../thresholds/parse.ts'
import type { Threshold } from '../thresholds/types.ts'
import { readDocument } from './document.ts'
import { type Finding, attempt, sortProblems, toProblems } from './findings.ts'
import { findingsOf } from './issues.ts'
import { type TargetsFileInput, targetsFileSchema } from './schema/targets.ts'
import type { Scenario } from './types.ts'

export interface ParsedTargets {
  /** Empty while there are problems. */
  thresholds: readonly Threshold[]
  /** By their places in the targets file. */
  problems: readonly Problem[]
}

/**
 * Reads a file of written targets. Each threshold that it yields names the target that it stands for. Never throws on bad input.
 * @param metrics the metrics of its own that the scenario has, which targets may name too
 */
export function parseTargetsFile(text: string, metrics: Scenario['metrics']): ParsedTargets {
  const document = readDocument(text)
  if (document.value === undefined) return { thresholds: [], problems: sortProblems(document.problems) }
  const parsed = targetsFileSchema.safeParse(document.value)
  const findings: Finding[] = parsed.success ? [] : findingsOf(parsed.error.issues, document.value)
  const thresholds = parsed.success ? thresholdsOf(parsed.data, metrics, findings) : []
  const problems = sortProblems([...document.problems, ...toProblems(findings, document)])
  return problems.some(({ severity }) => severity === 'error') ? { thresholds: [], problems } : { thresholds, problems }
}

function thresholdsOf(
  { name, targets }: TargetsFileInput,
  metrics: Scenario['metrics'],
  findings: Finding[],
): Threshold[] {
  return targets.flatMap((target, index) =>
    Object.entries(target.thresholds).flatMap(([metric, texts]) =>
      texts.flatMap((text, position) => {
        const path = ['targets', index, 'thresholds', metric]
        const at = { path: [...path, position] }
        const threshold = attempt(
          (finding) => findings.push(finding),
          at.path,
          () => parseThreshold(metric, text),
        )
        if (threshold === undefined) return []
        const fault = methodFault(threshold, metrics)
        if (fault !== undefined)
          findings.push({ ...fault, ...(fault.code === 'METRIC_UNKNOWN' ? { path, at: 'key' } : at) })
        return [{ ...threshold, source: `${target.name} (${name})` }]
      }),
    ),
  )
}

function methodFault(
  { metric, aggregate, expression }: Threshold,
  metrics: Scenario['metrics'],
): Pick<Finding, 'code' | 'message' | 'hint'> | undefined {
  const { name } = parseMetricKey(metric)
  const kind = builtInMetric(name)?.kind ?? metrics[name]?.kind
  if (kind === undefined) {
    const hint = 'Metrics of your own are named under `metrics` of the scenario.'
    return { code: 'METRIC_UNKNOWN', message: `There is no metric \`${name}\`.`, hint }
  }
  if (METHODS_OF_KIND[kind].includes(aggregate.method)) return undefined
  return { code: 'THRESHOLD_METHOD', message: `\`${expression}\` cannot be asked of ${name}, which is a ${kind}.` }
}
