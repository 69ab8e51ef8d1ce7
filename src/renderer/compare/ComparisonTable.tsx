import type { RunComparison } from '../../shared/comparison.ts'
import {
  COMPARED_TITLES,
  comparedChange,
  comparedValue,
  verdictOn,
  verdictPhrase,
} from '../../shared/comparisonText.ts'
import tableClasses from '../components/DataTable.module.css'
import classes from './compare.module.css'
import { ForestPlot, reachOf } from './ForestPlot.tsx'
import { VerdictMark } from './VerdictMark.tsx'

/** Every figure of every step: baseline, run, change with its interval, verdict. */
export function ComparisonTable({ comparison }: { comparison: RunComparison }) {
  const { metrics } = comparison
  const reaches = {
    relative: reachOf(metrics.filter(({ scale }) => scale === 'relative')),
    absolute: reachOf(metrics.filter(({ scale }) => scale === 'absolute')),
  }
  return (
    <table className={`${tableClasses['table']} ${classes['table']}`} aria-label="Figures" data-testid="comparison">
      <thead>
        <tr>
          <th scope="col">Requests</th>
          <th scope="col">Figure</th>
          <th scope="col" data-numeric>
            Baseline
          </th>
          <th scope="col" data-numeric>
            Run
          </th>
          <th scope="col" data-numeric>
            Change
          </th>
          <th scope="col">95 % interval, less to more</th>
          <th scope="col">Verdict</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((each, place) => (
          <tr
            key={`${each.step ?? ''} ${each.metric}`}
            data-testid="comparison-row"
            data-step={each.step ?? ''}
            data-metric={each.metric}
            data-verdict={verdictOn(each, comparison) ?? 'none'}
          >
            <td>{metrics[place - 1]?.step === each.step ? '' : (each.step ?? <b>All</b>)}</td>
            <td>{COMPARED_TITLES[each.metric]}</td>
            <td data-numeric>{comparedValue(each, each.base)}</td>
            <td data-numeric>{comparedValue(each, each.run)}</td>
            <td data-numeric>{comparedChange(each, each.delta)}</td>
            <td>
              <ForestPlot each={each} verdict={verdictOn(each, comparison)} reach={reaches[each.scale]} />
            </td>
            <td>
              <VerdictMark verdict={verdictOn(each, comparison)} word={verdictPhrase(each, comparison)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
