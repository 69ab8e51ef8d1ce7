import { CircleCheck, CircleDashed, CircleHelp, CircleX } from 'lucide-react'
import { Fragment } from 'react'
import { thresholdKey } from '../targets.ts'
import { thresholdText } from '../../shared/thresholds/format.ts'
import { type ThresholdState, thresholdState } from '../../shared/thresholds/state.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { type Column, DataTable } from './DataTable.tsx'
import classes from './figures.module.css'

const ORDER: readonly ThresholdState[] = ['missed', 'unjudged', 'met', 'open']

const COLUMNS: readonly Column<ThresholdResult>[] = [
  {
    key: 'ok',
    title: 'Result',
    render: (result) => <State state={thresholdState(result)} />,
    sortBy: (result) => ORDER.indexOf(thresholdState(result)),
  },
  {
    key: 'metric',
    title: 'Metric',
    render: ({ metric }) => <Metric metric={metric} />,
    sortBy: ({ metric }) => metric,
  },
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

/** Every threshold with its value, its limit and how far apart they are; those missed come first. */
export function ThresholdTable({ thresholds }: { thresholds: readonly ThresholdResult[] }) {
  const written = thresholds.some(({ source }) => source !== undefined)
  return (
    <DataTable
      label="Thresholds"
      columns={written ? [...COLUMNS, SOURCE] : COLUMNS}
      rows={thresholds}
      rowKey={thresholdKey}
      initialSort={{ key: 'ok', descending: false }}
      testId="thresholds"
      rowTestId="threshold-row"
    />
  )
}

const PARTS = /[^{/]+[{/]*|[{/]+/g
/** Characters of a name that stays in one piece. */
const MOST_WHOLE = 40

/** A long one breaks where a reader would: behind its brace, or a slash of a path. */
function Metric({ metric }: { metric: string }) {
  return (
    <code className={classes['metric']}>
      {metric.length <= MOST_WHOLE
        ? metric
        : Array.from(metric.matchAll(PARTS), ({ 0: part, index }) => (
            <Fragment key={index}>
              {part}
              <wbr />
            </Fragment>
          ))}
    </code>
  )
}

function marginText(result: ThresholdResult): string {
  const { margin } = thresholdText(result)
  if (result.limit === null) return 'No baseline'
  return margin ?? '–'
}

function State({ state }: { state: ThresholdState }) {
  if (state === 'met' || state === 'missed')
    return <Outcome ok={state === 'met'} word={state === 'met' ? 'Met' : 'Missed'} />
  // A limit relative to a baseline that was not there is a warning; that no sample came is none.
  const Icon = state === 'open' ? CircleDashed : CircleHelp
  return (
    <span className={classes['outcome']} {...(state === 'open' ? {} : { 'data-tone': 'warning' })}>
      <Icon size={14} aria-hidden strokeWidth={2.25} />
      {state === 'open' ? 'Nothing to judge' : 'Not judged'}
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
