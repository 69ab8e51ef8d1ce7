import { useElementSize } from '@mantine/hooks'
import type { KeyboardEvent } from 'react'
import type { ChangePoint, Trend, TrendMetric, TrendRun } from '../../shared/trends.ts'
import { TREND_TITLES, changeText, changeWord, trendTick, trendValue } from '../../shared/trendText.ts'
import { verdictWord } from '../../shared/verdictText.ts'
import { formatDay, formatMoment, formatTimeOfDay } from '../components/when.ts'
import { openReport } from '../stores/navigation.ts'
import { niceTop } from './scale.ts'
import classes from './trends.module.css'

/** Until it is known how wide the panel is. */
const FIRST_WIDTH = 1100
const HEIGHT = 360
const PLOT = { left: 76, right: 20, top: 34, bottom: 44 }
const TICKS = 5
const MOST_DATES = 8
/** A target so many times above everything drawn is only said. */
const MOST_ABOVE = 3

interface TrendChartProps {
  trend: Trend
  metric: TrendMetric
}

/** One figure of a scenario's runs in the order of their time, with the targets and where it changed. */
export function TrendChart({ trend, metric }: TrendChartProps) {
  const { runs } = trend
  // Drawn in the pixels that there are: a picture that is scaled would have larger words on a wider screen.
  const { ref, width: measured } = useElementSize<HTMLDivElement>()
  const width = measured || FIRST_WIDTH
  const changes = trend.changePoints.filter((each) => each.metric === metric)
  const largest = Math.max(0, ...runs.map(({ values }) => values[metric]).filter(isNumber))
  const limits = runs.map(({ targets }) => targets[metric]).filter(isNumber)
  // A target far above everything would leave the runs no room.
  const near = limits.filter((limit) => largest === 0 || limit <= MOST_ABOVE * largest)
  const far = limits.find((limit) => !near.includes(limit))
  const top = niceTop(Math.max(largest, ...near, metric === 'error_rate' ? 0.01 : 0))
  const x = (index: number): number =>
    PLOT.left + ((index + 0.5) / Math.max(1, runs.length)) * (width - PLOT.left - PLOT.right)
  const y = (value: number): number => HEIGHT - PLOT.bottom - (value / top) * (HEIGHT - PLOT.top - PLOT.bottom)
  return (
    <div ref={ref}>
      <svg
        className={classes['chart']}
        height={HEIGHT}
        aria-label={`${TREND_TITLES[metric]} of ${runs.length} runs of ${trend.scenario}`}
        role="group"
        data-testid="trend-chart"
      >
        {Array.from({ length: TICKS + 1 }, (_, tick) => (tick / TICKS) * top).map((value) => (
          <g key={value}>
            <line className={classes['grid']} x1={PLOT.left} x2={width - PLOT.right} y1={y(value)} y2={y(value)} />
            <text x={PLOT.left - 8} y={y(value) + 4} textAnchor="end">
              {trendTick(metric, value, top / TICKS)}
            </text>
          </g>
        ))}
        <Dates runs={runs} x={x} />
        <path className={classes['target']} d={targetPath(runs, metric, top, x, y)} />
        {far !== undefined && (
          <text x={PLOT.left + 6} y={PLOT.top + 14}>
            Target {trendValue(metric, far)}, above this chart
          </text>
        )}
        <path className={classes['line']} d={linePath(runs, metric, x, y)} />
        {changes.map((change) => (
          <ChangeMark
            key={change.runId}
            change={change}
            width={width}
            at={x(runs.findIndex(({ run }) => run.id === change.runId) - 0.5)}
          />
        ))}
        {runs.map((each, index) => {
          const value = each.values[metric]
          return value === null ? null : (
            <RunPoint key={each.run.id} each={each} metric={metric} at={{ x: x(index), y: y(value) }} />
          )
        })}
      </svg>
    </div>
  )
}

function Dates({ runs, x }: { runs: readonly TrendRun[]; x: (index: number) => number }) {
  const step = Math.max(1, Math.ceil(runs.length / MOST_DATES))
  const oneDay = new Set(runs.map(({ run }) => new Date(run.startedAtMs).toDateString())).size === 1
  const nameOf = oneDay ? formatTimeOfDay : formatDay
  return runs.map((each, index) => (
    <g key={each.run.id}>
      {index % step === 0 && (
        <text x={x(index)} y={HEIGHT - PLOT.bottom + 30} textAnchor="middle">
          {nameOf(each.run.startedAtMs)}
        </text>
      )}
      {each.scenarioChanged && (
        <path className={classes['edited']} d={`M${x(index) - 4} ${HEIGHT - PLOT.bottom + 14}h8l-4 -8z`}>
          <title>The scenario was changed before this run</title>
        </path>
      )}
    </g>
  ))
}

function ChangeMark({ change, at, width }: { change: ChangePoint; at: number; width: number }) {
  const text = `${changeText(change)} ${changeWord(change)}`
  const late = at > width * 0.8
  return (
    <g className={classes['change']} data-verdict={change.verdict} data-testid="change-point" data-run={change.runId}>
      <line x1={at} x2={at} y1={PLOT.top - 8} y2={HEIGHT - PLOT.bottom} />
      <text x={at + (late ? -6 : 6)} y={PLOT.top - 14} textAnchor={late ? 'end' : 'start'}>
        {change.verdict === 'slower' ? '▲' : '▼'} {text}
      </text>
    </g>
  )
}

interface RunPointProps {
  each: TrendRun
  metric: TrendMetric
  at: { x: number; y: number }
}

function RunPoint({ each, metric, at }: RunPointProps) {
  const { run, values, inBaseline } = each
  const open = () => openReport(run.id)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    open()
  }
  const words = [
    `Run ${run.id}`,
    formatMoment(run.startedAtMs),
    `${TREND_TITLES[metric]} ${trendValue(metric, values[metric])}`,
    verdictWord(run),
    ...(run.validity === 'valid' ? [] : [`measurement ${run.validity}`]),
    ...(inBaseline ? ['in the baseline'] : []),
  ]
  return (
    <g
      className={classes['run']}
      transform={`translate(${at.x} ${at.y})`}
      role="button"
      tabIndex={0}
      aria-label={words.join(', ')}
      data-testid="trend-run"
      data-run={run.id}
      data-validity={run.validity}
      data-status={run.status}
      onClick={open}
      onKeyDown={onKeyDown}
    >
      <title>{words.join('\n')}</title>
      <circle className={classes['reach']} r={11} />
      {inBaseline && <circle className={classes['ring']} r={8.5} />}
      <path d={SHAPES[run.validity === 'valid' && run.status === 'failed' ? 'failed' : run.validity]} />
    </g>
  )
}

/** Told apart without colour: a disc, a diamond, a triangle, a cross. */
const SHAPES = {
  valid: 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0',
  failed: 'M0 -6L6 0L0 6L-6 0Z',
  doubtful: 'M0 -6L5.5 4.5H-5.5Z',
  invalid: 'M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5',
} as const

type Place = (value: number) => number

function linePath(runs: readonly TrendRun[], metric: TrendMetric, x: Place, y: Place): string {
  return runs
    .flatMap(({ run, values }, index) => {
      const value = values[metric]
      return value === null || run.validity === 'invalid' ? [] : [`${x(index).toFixed(1)} ${y(value).toFixed(1)}`]
    })
    .map((point, index) => `${index === 0 ? 'M' : 'L'}${point}`)
    .join('')
}

/** The limit that applied to each run: a step where it was changed, a gap where there was none. */
function targetPath(runs: readonly TrendRun[], metric: TrendMetric, top: number, x: Place, y: Place): string {
  return runs
    .map(({ targets }, index) => {
      const limit = targets[metric]
      if (limit === undefined || limit > top) return ''
      const before = runs[index - 1]?.targets[metric]
      const height = y(limit).toFixed(1)
      return `${before === undefined || before > top ? `M${x(index - 0.5)} ${height}` : `V${height}`}H${x(index + 0.5)}`
    })
    .join('')
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number'
}
