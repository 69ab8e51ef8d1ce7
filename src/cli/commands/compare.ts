import { readComparison } from '../../core/store/queries/comparison.ts'
import type { MetricComparison, RunComparison } from '../../shared/comparison.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { table } from '../terminal/table.ts'

export interface CompareFlags {
  db?: string
  json?: boolean
  /** Percent. */
  tolerance: number
  failOnRegression?: boolean
}

const COLUMNS = [
  { title: 'step', align: 'left' },
  { title: 'metric', align: 'left' },
  { title: 'baseline', align: 'right' },
  { title: 'run', align: 'right' },
  { title: 'change', align: 'right' },
  { title: '95 % interval', align: 'right' },
  { title: 'verdict', align: 'left' },
] as const

const TITLES = { p50: 'P50', p95: 'P95', p99: 'P99', error_rate: 'errors', throughput: 'throughput' } as const

/** Compares a stored run with others. @throws HeadroomError RUN_NOT_FOUND, USAGE */
export async function compareCommand(
  base: readonly string[],
  run: string,
  options: CompareFlags,
  output: Output,
): Promise<ExitCode> {
  if (base.includes(run)) throw new HeadroomError({ code: 'USAGE', message: 'A run cannot be compared with itself.' })
  if (options.tolerance <= 0 || options.tolerance >= 100) {
    throw new HeadroomError({ code: 'USAGE', message: 'The tolerance must be above 0 and below 100 percent.' })
  }
  const comparison = await withDatabase(options.db, (database) =>
    readComparison(database, { base, run, tolerance: options.tolerance / 100 }),
  )
  if (options.json === true) output.out(JSON.stringify(comparison, null, 2))
  else for (const line of comparisonLines(comparison)) output.out(line)
  const failed = comparison.verdict === null || comparison.verdict === 'slower'
  return options.failOnRegression === true && failed ? EXIT.regression : EXIT.passed
}

function comparisonLines(comparison: RunComparison): string[] {
  const { verdict, reasons, changes, scenarioDifference: lines, comparedSeconds } = comparison
  const changed =
    lines.removedCount + lines.addedCount === 0
      ? []
      : [
          `Scenario: ${lines.removedCount} lines removed, ${lines.addedCount} added`,
          ...lines.removed.map((line) => `  - ${line}`),
          ...lines.added.map((line) => `  + ${line}`),
        ]
  return [
    verdict === null ? 'NOT COMPARABLE' : verdict.replace('-', ' ').toUpperCase(),
    ...reasons.map((reason) => `  ${reason}`),
    `The first ${comparedSeconds} s of each run are compared.`,
    ...(comparison.metrics.length === 0 ? [] : table(COLUMNS, comparison.metrics.map(row))),
    ...changes.map((each) => `Changed: ${each}`),
    ...changed,
  ]
}

function row(each: MetricComparison): string[] {
  return [
    each.step ?? 'all',
    TITLES[each.metric],
    value(each, each.base),
    value(each, each.run),
    change(each, each.delta),
    each.interval === null ? '–' : `${change(each, each.interval[0])} to ${change(each, each.interval[1])}`,
    verdictText(each),
  ]
}

function value({ metric }: MetricComparison, figure: number): string {
  if (metric === 'error_rate') return formatPercent(figure)
  return metric === 'throughput' ? formatRate(figure) : formatDuration(figure * 1000)
}

function change({ scale }: MetricComparison, delta: number): string {
  if (!Number.isFinite(delta)) return '–'
  const unit = scale === 'absolute' ? 'points' : '%'
  return `${delta < 0 ? '-' : '+'}${Math.abs(delta * 100).toFixed(scale === 'absolute' ? 2 : 1)} ${unit}`
}

function verdictText({ verdict, metric, neededSeconds }: MetricComparison): string {
  if (verdict === 'cannot-tell') {
    return typeof neededSeconds === 'number'
      ? `cannot tell (runs of about ${formatDuration(neededSeconds * 1e6)} would)`
      : 'cannot tell'
  }
  if (metric === 'error_rate' && verdict !== 'same') return verdict === 'slower' ? 'more errors' : 'fewer errors'
  if (metric === 'throughput' && verdict !== 'same') return verdict === 'slower' ? 'less' : 'more'
  return verdict
}
