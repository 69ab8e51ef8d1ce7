import { resolve } from 'node:path'
import { parseWithTargets } from '../../core/runner/targets/addTargets.ts'
import { overviewOf } from '../../shared/scenario/plan.ts'
import { formatClock, formatCount } from '../../shared/units.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { problemLines, readScenarioFile } from '../scenarioFile.ts'
import { TEMPLATES } from '../templates.ts'

/** Checks a scenario without running it. References `${...}` need no values for it. */
export function validateCommand(file: string, options: { json?: boolean }, output: Output): ExitCode {
  const { scenario, problems } = parseWithTargets(readScenarioFile(file), {
    file: resolve(file),
    shipped: TEMPLATES,
  })
  if (options.json === true) output.out(JSON.stringify({ valid: scenario !== undefined, problems }, null, 2))
  else {
    for (const line of problemLines(file, problems, output)) output.out(line)
    if (scenario) {
      const overview = overviewOf(scenario)
      output.out(
        `${output.colors.green('✓')} ${file}: ${overview.name}, ${formatClock(overview.plannedDurationMs)} planned, up to ${formatCount(overview.maxVUs)} VUs, ${formatCount(overview.thresholds.length)} thresholds`,
      )
      for (const executor of overview.executors) output.out(`  ${executor.name}: ${executor.describes}`)
    }
  }
  return scenario === undefined ? EXIT.invalidScenario : EXIT.passed
}
