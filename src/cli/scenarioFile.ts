import { readFileSync } from 'node:fs'
import { fileUnreadable } from '../shared/fileErrors.ts'
import type { Problem } from '../shared/ipc.ts'
import type { Output } from './output.ts'

/** @throws HeadroomError FILE_UNREADABLE */
export function readScenarioFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw fileUnreadable(file, cause, 'Name a scenario file, e.g. smoke.headroom.yaml.')
  }
}

/** Problems in the form that editors and terminals make links of: `file:line:column: error: ...`. */
export function problemLines(file: string, problems: readonly Problem[], { colors }: Output): string[] {
  return problems.flatMap((problem) => {
    const paint = problem.severity === 'error' ? colors.red : colors.yellow
    const path = problem.path === '' ? '' : colors.dim(` (${problem.path})`)
    const line = `${file}:${problem.line}:${problem.column}: ${paint(problem.severity)} ${problem.code}: ${problem.message}${path}`
    return problem.hint === undefined ? [line] : [line, `    ${problem.hint}`]
  })
}
