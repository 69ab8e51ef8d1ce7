import { PHASE_NAMES } from '../../shared/phaseNames.ts'
import type { PhaseRow, SecondRange } from '../../shared/report.ts'
import { formatClock, formatDuration } from '../../shared/units.ts'
import { type Column, DataTable } from '../components/DataTable.tsx'
import { Panel } from '../components/Panel.tsx'
import classes from './report.module.css'

const figure = (key: string, title: string, of: (row: PhaseRow) => number): Column<PhaseRow> => ({
  key,
  title,
  render: (row) => formatDuration(of(row)),
  sortBy: of,
  numeric: true,
})
const COLUMNS: readonly Column<PhaseRow>[] = [
  { key: 'name', title: 'Phase', render: ({ metric }) => PHASE_NAMES[metric] ?? metric },
  { key: 'metric', title: 'Metric', render: ({ metric }) => <code>{metric}</code> },
  figure('mean', 'Average', ({ meanUs }) => meanUs),
  figure('p50', 'P50', ({ p50Us }) => p50Us),
  figure('p95', 'P95', ({ p95Us }) => p95Us),
  figure('p99', 'P99', ({ p99Us }) => p99Us),
]

/** Where the time of requests went. Phases are stored per ten seconds, so a range is widened to whole tens, and that is said. */
export function PhaseTable({
  phases,
  range,
  phaseRange,
}: {
  phases: readonly PhaseRow[]
  range: SecondRange
  phaseRange: SecondRange
}) {
  const isWider = phaseRange.from < range.from || phaseRange.to > range.to
  return (
    <Panel title="Phases of requests" flush testId="phases">
      {isWider && (
        <p className={classes['none']} data-testid="phase-range">
          Phases are kept per ten seconds: these figures are of {formatClock(phaseRange.from * 1000)} to{' '}
          {formatClock((phaseRange.to + 1) * 1000)}.
        </p>
      )}
      <DataTable label="Phases of requests" columns={COLUMNS} rows={phases} rowKey={({ metric }) => metric} />
    </Panel>
  )
}
