import { resolve } from 'node:path'
import { parseWithTargets } from '../../core/runner/targets/addTargets.ts'
import type { Problem } from '../../shared/ipc.ts'
import { overviewOf } from '../../shared/scenario/plan.ts'
import { parseTargetsFile } from '../../shared/scenario/targetsFile.ts'
import { formatClock, formatCount } from '../../shared/units.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { problemLines, readScenarioFile } from '../scenarioFile.ts'
import { TEMPLATES } from '../templates.ts'

/** The key that files of written targets begin with. */
const TARGETS_KEY = /^headroomTargets\s*:/m

/** Checks a scenario, or a file of written targets, without running it. References `${...}` need no values for it. */
export function validateCommand(file: string, options: { json?: boolean }, output: Output): ExitCode {
  const text = readScenarioFile(file)
  const { valid, problems, found } = TARGETS_KEY.test(text) ? checkTargets(text) : checkScenario(text, file)
  if (options.json === true) output.out(JSON.stringify({ valid, problems }, null, 2))
  else {
    for (const line of problemLines(file, problems, output)) output.out(line)
    const [first = '', ...more] = found
    if (valid) for (const line of [`${output.colors.green('✓')} ${file}: ${first}`, ...more]) output.out(line)
  }
  return valid ? EXIT.passed : EXIT.invalidScenario
}

interface Checked {
  valid: boolean
  problems: readonly Problem[]
  /** What is in a valid file, as lines. */
  found: readonly string[]
}

function checkScenario(text: string, file: string): Checked {
  const { scenario, problems } = parseWithTargets(text, { file: resolve(file), shipped: TEMPLATES })
  if (scenario === undefined) return { valid: false, problems, found: [] }
  const { name, plannedDurationMs, maxVUs, thresholds, executors } = overviewOf(scenario)
  const found = [
    `${name}, ${formatClock(plannedDurationMs)} planned, up to ${formatCount(maxVUs)} VUs, ${formatCount(thresholds.length)} thresholds`,
    ...executors.map((executor) => `  ${executor.name}: ${executor.describes}`),
  ]
  return { valid: true, problems, found }
}

/** Metrics that Headroom does not know may be the scenario's own: whether they are is told when one refers to the file. */
function checkTargets(text: string): Checked {
  const { thresholds, problems } = parseTargetsFile(text, {})
  const weighed = problems.map((problem): Problem =>
    problem.code === 'METRIC_UNKNOWN' ? Object.assign({}, problem, { severity: 'warning' as const }) : problem,
  )
  const valid = weighed.every(({ severity }) => severity !== 'error')
  const written = new Set(thresholds.map(({ source }) => source)).size
  const counts = `${formatCount(written)} written targets, ${formatCount(thresholds.length)} thresholds`
  // Beside an unknown metric nothing else is told of.
  const found = [thresholds.length === 0 ? 'written targets' : counts]
  return { valid, problems: weighed, found }
}
