import type { BreakingPoint } from '../../shared/run.ts'
import { formatClock, formatCount, formatVUs } from '../../shared/units.ts'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Panel } from '../components/Panel.tsx'
import { Outcome } from '../components/ThresholdTable.tsx'
import classes from './report.module.css'

type Level = BreakingPoint['levels'][number]

/** What a breaking-point executor found: the highest load that held, and what broke first. */
export function BreakingPoints({ result }: { result: BreakingPoint }) {
  const show = (level: number): string =>
    result.raise === 'vus' ? formatVUs(level) : `${formatCount(level)} iterations/s`
  const columns: readonly Column<Level>[] = [
    { key: 'result', title: 'Result', render: ({ held }) => <Outcome ok={held} word={held ? 'Held' : 'Broke'} /> },
    { key: 'level', title: 'Load', render: ({ level }) => show(level), sortBy: ({ level }) => level, numeric: true },
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
      <p className={classes['breaking']}>{sentence(result, show)}</p>
      <DataTable
        label="Levels"
        columns={columns}
        rows={result.levels}
        rowKey={({ level, startedAtMs }) => `${level} ${startedAtMs}`}
      />
    </Panel>
  )
}

function sentence({ highestHeld, lowestBroken, brokenBy }: BreakingPoint, show: (level: number) => string): string {
  const by = brokenBy === undefined ? '' : `: ${brokenBy}`
  if (highestHeld === null && lowestBroken === null) return 'No level was judged.'
  if (highestHeld === null) return `No level held. The lowest that was tried, ${show(lowestBroken ?? 0)}, broke${by}.`
  if (lowestBroken === null) return `${show(highestHeld)} held, and nothing broke: the limit lies higher.`
  return `${show(highestHeld)} held; ${show(lowestBroken)} broke${by}. The limit lies between them.`
}
