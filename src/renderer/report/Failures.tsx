import type { FailureSummary } from '../../shared/summary.ts'
import { formatCount } from '../../shared/units.ts'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Panel } from '../components/Panel.tsx'
import classes from './report.module.css'

const COLUMNS: readonly Column<FailureSummary>[] = [
  { key: 'error', title: 'Failure', render: ({ error }) => error, sortBy: ({ error }) => error },
  { key: 'code', title: 'Code', render: ({ code }) => code, sortBy: ({ code }) => Number(code), numeric: true },
  { key: 'step', title: 'Step', render: ({ step }) => step, sortBy: ({ step }) => step },
  { key: 'host', title: 'Host', render: ({ host }) => host || '–', sortBy: ({ host }) => host },
  {
    key: 'count',
    title: 'Requests',
    render: ({ count }) => formatCount(count),
    sortBy: ({ count }) => count,
    numeric: true,
  },
  { key: 'hint', title: 'What to look at', render: ({ hint = '' }) => hint },
]

/** Why requests failed: by name, step and host, with what to look at. */
export function Failures({ failures }: { failures: readonly FailureSummary[] }) {
  if (failures.length === 0) return null
  return (
    <Panel title="Failed requests" flush className={classes['limited']} testId="failures">
      <DataTable
        label="Kinds of failures"
        columns={COLUMNS}
        rows={failures}
        rowKey={({ error, code, step, host }) => [error, code, step, host].join(' ')}
      />
    </Panel>
  )
}
