import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import type { Problem } from '../../shared/ipc.ts'
import { useScenario } from '../stores/scenario.ts'
import classes from './scenario.module.css'

const ICONS = { error: CircleX, warning: TriangleAlert } as const
const WORDS = { error: 'Error', warning: 'Warning' } as const

/** What is wrong with the scenario: where, what, and what to do. A click goes there. */
export function Problems({ onGoTo }: { onGoTo: (problem: Problem) => void }) {
  const { validation, checking } = useScenario()
  const problems = validation?.problems ?? []
  return (
    <section className={classes['problems']} aria-label="Problems" data-testid="problems" data-checking={checking}>
      <h2 className={classes['problemsHead']} aria-live="polite">
        {problems.length === 0 && validation !== null && (
          <CircleCheck size={14} aria-hidden className={classes['fine']} />
        )}
        {countText(problems, validation === null)}
      </h2>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => {
            const Icon = ICONS[problem.severity]
            return (
              <li key={`${problem.line}:${problem.column} ${problem.path} ${problem.message}`}>
                <button
                  type="button"
                  onClick={() => onGoTo(problem)}
                  data-testid="problem"
                  data-severity={problem.severity}
                  data-code={problem.code}
                >
                  <Icon size={14} aria-label={WORDS[problem.severity]} />
                  <span className={classes['position']}>{`${problem.line}:${problem.column}`}</span>
                  <span>
                    {problem.message}
                    {problem.hint !== undefined && <span className={classes['hint']}> {problem.hint}</span>}
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}

function countText(problems: readonly Problem[], unchecked: boolean): string {
  if (unchecked) return 'Checking'
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const parts = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? 'error' : 'errors'}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
  ]
  return parts.length === 0 ? 'No problems' : parts.join(', ')
}
