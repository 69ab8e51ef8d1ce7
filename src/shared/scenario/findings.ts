import type { Problem } from '../ipc.ts'
import { HeadroomError } from '../errors.ts'
import type { ScenarioDocument } from './document.ts'
import { formatPath } from './path.ts'
import type { DocumentPath } from './path.ts'

/** A problem by its path in the document; its line and column come from the text. */
export interface Finding {
  severity?: 'error' | 'warning'
  code: string
  message: string
  hint?: string | undefined
  path: DocumentPath
  /** What is marked: the value (default) or the key before it. */
  at?: 'key' | 'value'
  /** Where within the text at the path, 1-based. */
  column?: number | undefined
}

/** Takes findings; checks get it as an argument. */
export type Report = (finding: Finding) => void

const MOST_PROBLEMS = 100

/** Findings as problems with line and column, in the order of the text, none repeated. */
export function toProblems(findings: readonly Finding[], document: ScenarioDocument): Problem[] {
  const problems = new Map<string, Problem>()
  for (const finding of findings) {
    const { severity = 'error', code, message, hint, path, at, column } = finding
    const place = column === undefined ? document.place(path, at) : document.placeWithin(path, column)
    const key = `${code} ${place.line}:${place.column} ${message}`
    problems.set(key, { severity, code, message, ...(hint && { hint }), path: formatPath(path), ...place })
  }
  return sortProblems([...problems.values()])
}

export function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column).slice(0, MOST_PROBLEMS)
}

/** Runs a parser; reports the HeadroomError that it throws and yields undefined then. */
export function attempt<Result>(report: Report, path: DocumentPath, parse: () => Result): Result | undefined {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error
    report({ code: error.code, message: error.message, hint: error.hint, path, column: error.at?.column })
    return undefined
  }
}
