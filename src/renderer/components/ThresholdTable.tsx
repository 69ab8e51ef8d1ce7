import { CircleCheck, CircleHelp, CircleX } from 'lucide-react'
import { thresholdKey } from '../targets.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { type Column, DataTable } from './DataTable.tsx'
import classes from './figures.module.css'

const COLUMNS: readonly Column<ThresholdResult>[] = [
  {
    key: 'ok',
    title: 'Result',
    render: ({ ok, limit }) => (limit === null ? <Unjudged /> : <Outcome ok={ok} word={ok ? 'Met' : 'Missed'} />),
    sortBy: ({ ok, limit }) => (limit === null ? 0.5 : Number(ok)),
  },
  { key: 'metric', title: 'Metric', render: ({ metric }) => <code>{metric}</code>, sortBy: ({ metric }) => metric },
  { key: 'aggregate', title: 'Judged', render: (result) => thresholdText(result).aggregate },
  { key: 'limit', title: 'Target', render: (result) => thresholdText(result).limit, numeric: true },
  { key: 'value', title: 'Value', render: (result) => thresholdText(result).value, numeric: true },
  { key: 'margin', title: 'Margin', render: marginText, numeric: true },
]

const SOURCE: Column<ThresholdResult> = {
  key: 'source',
  title: 'Written target',
  render: ({ source }) => source ?? 'This scenario’s own',
  sortBy: ({ source }) => source ?? '',
}

/** Every threshold with its value, its limit and how far apart they are. */
export function ThresholdTable({ thresholds }: { thresholds: readonly ThresholdResult[] }) {
  const written = thresholds.some(({ source }) => source !== undefined)
  return (
    <DataTable
      label="Thresholds"
      columns={written ? [...COLUMNS, SOURCE] : COLUMNS}
      rows={thresholds}
      rowKey={thresholdKey}
      testId="thresholds"
      rowTestId="threshold-row"
    />
  )
}

function marginText(result: ThresholdResult): string {
  const { margin } = thresholdText(result)
  if (result.limit === null) return 'No baseline'
  if (margin === undefined) return result.value === null ? 'Nothing to judge' : '–'
  return `${margin} ${result.ok ? 'to spare' : 'over'}`
}

/** A limit relative to a baseline that was not there. */
function Unjudged() {
  return (
    <span className={classes['outcome']} data-tone="warning">
      <CircleHelp size={14} aria-hidden strokeWidth={2.25} />
      Not judged
    </span>
  )
}

/** Met or missed: an icon and a word. */
export function Outcome({ ok, word }: { ok: boolean; word: string }) {
  const Icon = ok ? CircleCheck : CircleX
  return (
    <span className={classes['outcome']} data-tone={ok ? 'passed' : 'failed'}>
      <Icon size={14} aria-hidden strokeWidth={2.25} />
      {word}
    </span>
  )
}
