import type { StepRow } from '../../shared/run.ts'
import { formatCount, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { type Column, DataTable } from './DataTable.tsx'
import classes from './figures.module.css'

const COLUMNS: readonly Column<StepRow>[] = [
  { key: 'name', title: 'Step', render: ({ name }) => name, sortBy: ({ name }) => name },
  {
    key: 'count',
    title: 'Requests',
    render: ({ count }) => formatCount(count),
    sortBy: ({ count }) => count,
    numeric: true,
  },
  { key: 'rate', title: 'Rate', render: ({ rate }) => formatRate(rate), sortBy: ({ rate }) => rate, numeric: true },
  {
    key: 'p50',
    title: 'P50',
    render: ({ p50Us }) => formatDuration(p50Us),
    sortBy: ({ p50Us }) => p50Us,
    numeric: true,
  },
  {
    key: 'p95',
    title: 'P95',
    render: ({ p95Us }) => formatDuration(p95Us),
    sortBy: ({ p95Us }) => p95Us,
    numeric: true,
  },
  {
    key: 'p99',
    title: 'P99',
    render: ({ p99Us }) => formatDuration(p99Us),
    sortBy: ({ p99Us }) => p99Us,
    numeric: true,
  },
  {
    key: 'failed',
    title: 'Error rate',
    render: ({ failedShare }) => (
      <span className={failedShare > 0 ? classes['failed'] : undefined}>{formatPercent(failedShare)}</span>
    ),
    sortBy: ({ failedShare }) => failedShare,
    numeric: true,
  },
]

/** The figures of each step since the start, slowest first. */
export function StepTable({ steps }: { steps: readonly StepRow[] }) {
  return (
    <DataTable
      label="Steps"
      columns={COLUMNS}
      rows={steps}
      rowKey={({ name }) => name}
      initialSort={{ key: 'p95', descending: true }}
      testId="steps"
      rowTestId="step-row"
    />
  )
}
