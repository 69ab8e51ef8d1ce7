import { VisuallyHidden } from '@mantine/core'
import { type StateStrip, goodness } from '../../shared/observedCharts.ts'
import { formatClock } from '../../shared/units.ts'
import { Panel } from '../components/Panel.tsx'
import classes from './observed.module.css'

/** One row per system, dependency or breaker: in which state it was when. */
export function StateStrips({ strips, endMs }: { strips: readonly StateStrip[]; endMs: number }) {
  return (
    <Panel title="States">
      <table className={classes['strips']}>
        <tbody>
          {strips.map(({ label, spans }) => (
            <tr key={label} data-testid="state-strip">
              <th scope="row">{label}</th>
              <td>
                <ol className={classes['strip']}>
                  {spans.map(({ state, fromMs, toMs }) => (
                    <li
                      key={fromMs}
                      data-good={goodness(state)}
                      style={{
                        left: `${(fromMs / endMs) * 100}%`,
                        width: `${((Math.min(toMs, endMs) - fromMs) / endMs) * 100}%`,
                      }}
                      title={`${state} from ${formatClock(fromMs)} to ${formatClock(toMs)}`}
                    >
                      <span>{state}</span>
                      <VisuallyHidden component="span">{` from ${formatClock(fromMs)}`}</VisuallyHidden>
                    </li>
                  ))}
                </ol>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
