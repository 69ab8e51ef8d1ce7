import type { StepRow } from '../../shared/run.ts'
import { formatCount, formatDuration, formatPercent, formatRate, formatSpent } from '../../shared/units.ts'
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
    render: ({ p50Us }) => formatSpent(p50Us),
    sortBy: ({ p50Us }) => p50Us,
    numeric: true,
  },
  {
    key: 'p95',
    title: 'P95',
    render: ({ p95Us }) => formatSpent(p95Us),
    sortBy: ({ p95Us }) => p95Us,
    numeric: true,
  },
  {
    key: 'p99',
    title: 'P99',
    render: ({ p99Us }) => formatSpent(p99Us),
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

const STREAM_COLUMNS: readonly Column<StepRow>[] = [
  {
    key: 'ttft',
    title: 'First token P95',
    render: ({ stream }) => formatDuration(stream?.ttftP95Us ?? null),
    sortBy: ({ stream }) => stream?.ttftP95Us ?? -1,
    numeric: true,
  },
  {
    key: 'gap',
    title: 'Token gap P95',
    render: ({ stream }) => formatDuration(stream?.gapP95Us ?? null),
    sortBy: ({ stream }) => stream?.gapP95Us ?? -1,
    numeric: true,
  },
  {
    key: 'tokens',
    title: 'Tokens',
    render: ({ stream }) =>
      stream ? `${formatCount(stream.tokens)} (${formatRate(stream.tokensPerSecond, '/s')})` : '–',
    sortBy: ({ stream }) => stream?.tokens ?? -1,
    numeric: true,
  },
]

const MESSAGE_COLUMN: Column<StepRow> = {
  key: 'messages',
  title: 'Messages out, in',
  render: ({ messages }) => (messages ? `${formatCount(messages.sent)}, ${formatCount(messages.received)}` : '–'),
  sortBy: ({ messages }) => (messages ? messages.sent + messages.received : -1),
  numeric: true,
}

/** What only streams and sockets have stands there when there are such steps. */
function columnsFor(steps: readonly StepRow[]): readonly Column<StepRow>[] {
  return [
    ...COLUMNS,
    ...(steps.some(({ stream }) => stream) ? STREAM_COLUMNS : []),
    ...(steps.some(({ messages }) => messages) ? [MESSAGE_COLUMN] : []),
  ]
}

interface StepTableProps {
  steps: readonly StepRow[]
  /** What a row is: a step, unless rows are of something else. */
  title?: string
  label?: string
  rowTestId?: string
}

/** Requests, rate, percentiles and errors of each step, or of each of something else; slowest first. */
export function StepTable({ steps, title, label = 'Steps', rowTestId = 'step-row' }: StepTableProps) {
  const columns = columnsFor(steps)
  const [name, ...figures] = columns
  return (
    <DataTable
      label={label}
      columns={title === undefined || name === undefined ? columns : [{ ...name, title }, ...figures]}
      rows={steps}
      rowKey={({ name: key }) => key}
      initialSort={{ key: 'p95', descending: true }}
      testId={title === undefined ? 'steps' : 'tag-table'}
      rowTestId={rowTestId}
    />
  )
}
