import { runsNamed } from '../../core/store/queries/baselineChoice.ts'
import { readComparison } from '../../core/store/queries/comparison.ts'
import type { RunComparison } from '../../shared/comparison.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { comparisonLines } from '../terminal/comparisonText.ts'

export interface CompareFlags {
  db?: string
  json?: boolean
  /** Percent. */
  tolerance: number
  failOnRegression?: boolean
}

/**
 * Compares stored runs, each with the same one or several others.
 * @param base run ids, scenarios that have a baseline, or names of runs
 * @throws HeadroomError RUN_NOT_FOUND, BASELINE_NOT_FOUND, USAGE
 */
export async function compareCommand(
  base: readonly string[],
  runs: readonly string[],
  options: CompareFlags,
  output: Output,
): Promise<ExitCode> {
  if (options.tolerance <= 0 || options.tolerance >= 100) {
    throw new HeadroomError({ code: 'USAGE', message: 'The tolerance must be above 0 and below 100 percent.' })
  }
  const comparisons = await withDatabase(options.db, (database) => {
    const bases = runsNamed(database, base).map(({ run_id }) => run_id)
    const both = runs.find((id) => bases.includes(id))
    if (both !== undefined) {
      throw new HeadroomError({
        code: 'USAGE',
        message: `Run ${both} cannot be compared with itself.`,
        hint: 'Leave it out of the base, or name another run.',
      })
    }
    return runs.map((run) => readComparison(database, { base: bases, run, tolerance: options.tolerance / 100 }))
  })
  if (options.json === true) output.out(JSON.stringify(runs.length === 1 ? comparisons[0] : comparisons, null, 2))
  else for (const [index, each] of comparisons.entries()) show(each, index > 0, output)
  return options.failOnRegression === true && comparisons.some(hasRegressed) ? EXIT.regression : EXIT.passed
}

/** Also when it cannot be told, because the runs are not comparable: silence would look like a pass. */
export function hasRegressed({ verdict }: RunComparison): boolean {
  return verdict === null || verdict === 'slower'
}

function show(comparison: RunComparison, apart: boolean, output: Output): void {
  if (apart) output.out('')
  for (const line of comparisonLines(comparison)) output.out(line)
}
