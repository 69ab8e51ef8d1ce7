import type { Problem } from '../ipc.ts'
import { buildScenario, textReader } from './build.ts'
import { checkMeaning } from './checks/index.ts'
import { readDocument } from './document.ts'
import { sortProblems, toProblems } from './findings.ts'
import type { Finding, Report } from './findings.ts'
import { findingsOf } from './issues.ts'
import { scenarioSchema } from './schema.ts'
import type { Scenario } from './types.ts'

export interface ParsedScenario {
  /** Absent while there are errors; warnings may stand beside it. */
  scenario?: Scenario
  /** In the order of the text, none repeated. */
  problems: readonly Problem[]
}

/**
 * Reads a scenario file: YAML, structure, and what the parts say about each other. Never throws on bad input. `${...}`
 * stay in the scenario's texts: resolve.ts replaces them.
 * @param workers load workers of the machine that is to make the load, to warn of what they cannot make
 */
export function parseScenario(text: string, workers = 1): ParsedScenario {
  const document = readDocument(text)
  if (document.value === undefined) return { problems: sortProblems(document.problems) }
  const findings: Finding[] = []
  const parsed = scenarioSchema.safeParse(document.value)
  if (!parsed.success) findings.push(...findingsOf(parsed.error.issues, document.value))
  // Warnings are about the whole: while parts of it cannot be read, what they miss may be in those.
  const report: Report = (finding) => {
    if (parsed.success || finding.severity !== 'warning') findings.push(finding)
  }
  checkMeaning(document.value, report, workers)
  const problems = sortProblems([...document.problems, ...toProblems(findings, document)])
  if (!parsed.success || problems.some((problem) => problem.severity === 'error')) return { problems }
  return { scenario: buildScenario(parsed.data, textReader(document)), problems }
}
