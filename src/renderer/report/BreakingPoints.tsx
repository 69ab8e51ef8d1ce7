import type { BreakingPoint } from '../../shared/run.ts'
import { breakingPointSentence, levelText } from '../../shared/breakingPointText.ts'
import { formatClock } from '../../shared/units.ts'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Panel } from '../components/Panel.tsx'
import { Outcome } from '../components/ThresholdTable.tsx'
import classes from './report.module.css'

type Level = BreakingPoint['levels'][number]

/** What a breaking-point executor found: the highest load that held, and what broke first. */
export function BreakingPoints({ result }: { result: BreakingPoint }) {
  const columns: readonly Column<Level>[] = [
    { key: 'result', title: 'Result', render: ({ held }) => <Outcome ok={held} word={held ? 'Held' : 'Broke'} /> },
    {
      key: 'level',
      title: 'Load',
      render: ({ level }) => levelText(result, level),
      sortBy: ({ level }) => level,
      numeric: true,
    },
    {
      key: 'at',
      title: 'From',
      render: ({ startedAtMs }) => formatClock(startedAtMs),
      sortBy: ({ startedAtMs }) => startedAtMs,
      numeric: true,
    },
  ]
  return (
    <Panel title={`Breaking point of ${result.executor}`} flush testId="breaking-point">
      <p className={classes['breaking']}>{breakingPointSentence(result)}</p>
      <DataTable
        label="Levels"
        columns={columns}
        rows={result.levels}
        rowKey={({ level, startedAtMs }) => `${level} ${startedAtMs}`}
      />
    </Panel>
  )
}
