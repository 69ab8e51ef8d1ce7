import type { CheckTotal } from '../../shared/run.ts'
import { formatCount, formatPercent } from '../../shared/units.ts'
import { type Column, DataTable } from './DataTable.tsx'
import { Outcome } from './ThresholdTable.tsx'

const passedShare = ({ passes, fails }: CheckTotal): number => passes / Math.max(1, passes + fails)

const COLUMNS: readonly Column<CheckTotal>[] = [
  {
    key: 'ok',
    title: 'Result',
    render: ({ fails }) => <Outcome ok={fails === 0} word={fails === 0 ? 'Held' : 'Failed'} />,
    sortBy: passedShare,
  },
  { key: 'name', title: 'Check', render: ({ name }) => name, sortBy: ({ name }) => name },
  {
    key: 'share',
    title: 'Passed',
    render: (check) => formatPercent(passedShare(check)),
    sortBy: passedShare,
    numeric: true,
  },
  {
    key: 'fails',
    title: 'Failed',
    render: ({ fails, passes }) => `${formatCount(fails)} of ${formatCount(passes + fails)}`,
    sortBy: ({ fails }) => fails,
    numeric: true,
  },
]

/** How often each expectation held. */
export function CheckTable({ checks }: { checks: readonly CheckTotal[] }) {
  return <DataTable label="Checks" columns={COLUMNS} rows={checks} rowKey={({ name }) => name} testId="checks" />
}
