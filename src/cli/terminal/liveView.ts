import type { Colors } from 'picocolors/types'
import type { LiveTick } from '../../shared/run.ts'
import { formatClock, formatCount, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { bar, sparkline } from './bar.ts'
import { numbers, table, words } from './table.ts'
import { thresholdMark } from './thresholdMark.ts'

const STEP_COLUMNS = [...words('step'), ...numbers('count', 'rate', 'P50', 'P95', 'P99', 'failed')]
/** Only when there are such steps. */
const STREAM_COLUMNS = numbers('first token P95', 'tokens')
const SOCKET_COLUMNS = numbers('messages out, in')
const MOST_STEPS = 12
const NAME_WIDTH = 36

/**
 * The picture of a running run that a terminal shows and replaces each second.
 * @param recentP95Us P95 of the last seconds, oldest first; null where nothing finished.
 * @param width columns of the terminal
 */
export function liveView(
  name: string,
  tick: LiveTick,
  recentP95Us: readonly (number | null)[],
  width: number,
  colors: Colors,
): string[] {
  const { total, point } = tick
  const left = Math.max(0, tick.plannedDurationMs - tick.elapsedMs)
  const share = tick.plannedDurationMs > 0 ? tick.elapsedMs / tick.plannedDurationMs : 1
  const failed = total.failedShare > 0 ? colors.red : colors.green
  const lines = [
    `${colors.bold(name)}  ${phaseWord(tick)}  ${colors.dim(tick.runId)}`,
    `${bar(share, Math.min(40, Math.max(10, width - 40)))}  ${formatClock(tick.elapsedMs)} of ${formatClock(tick.plannedDurationMs)}, ${formatClock(left)} left`,
    '',
    `P95     ${colors.cyan(formatDuration(point?.p95Us ?? null).padEnd(10))} this second, ${formatDuration(total.p95Us)} so far   ${colors.cyan(sparkline(recentP95Us, Math.max(10, Math.min(40, width - 50))))}`,
    `rate    ${formatRate(point?.requestRate ?? 0).padEnd(13)} ${formatCount(total.requests)} requests`,
    `errors  ${failed(formatPercent(total.failedShare))}`,
    `VUs     ${formatCount(point?.vus ?? 0)}${point?.plannedVUs === null || point === undefined ? '' : ` of ${formatCount(point.plannedVUs)} planned`}`,
  ]
  if (point !== undefined && tick.load.droppedIterations > 0) {
    lines.push(
      colors.yellow(`dropped ${formatCount(tick.load.droppedIterations)} iterations: no virtual user was free`),
    )
  }
  lines.push('', ...stepTable(tick))
  for (const threshold of tick.thresholds) {
    lines.push(`${thresholdMark(threshold, colors)} ${threshold.metric}: ${threshold.expression}`)
  }
  if (tick.validity !== 'valid') lines.push(colors.yellow(`! ${tick.validity}: ${tick.reasons.join('; ')}`))
  return lines.map((line) => clip(line, width))
}

function phaseWord(tick: LiveTick): string {
  if (tick.phase === 'stopping') return 'stopping: running iterations may finish; Ctrl-C again aborts'
  return tick.phase
}

/** Steps with their figures since the start; the busiest when there are many. */
export function stepTable(tick: Pick<LiveTick, 'steps'>): string[] {
  if (tick.steps.length === 0) return []
  const shown = tick.steps.toSorted((a, b) => b.count - a.count).slice(0, MOST_STEPS)
  const streams = shown.some(({ stream }) => stream)
  const sockets = shown.some(({ messages }) => messages)
  const lines = table(
    [...STEP_COLUMNS, ...(streams ? STREAM_COLUMNS : []), ...(sockets ? SOCKET_COLUMNS : [])],
    shown.map((step) => stepCells(step).concat(streams ? streamCells(step) : [], sockets ? messageCell(step) : [])),
  )
  if (tick.steps.length > MOST_STEPS) lines.push(`… and ${tick.steps.length - MOST_STEPS} more steps`)
  return lines
}

type Step = LiveTick['steps'][number]

function stepCells(step: Step): string[] {
  return [
    step.name.length > NAME_WIDTH ? `${step.name.slice(0, NAME_WIDTH - 1)}…` : step.name,
    formatCount(step.count),
    formatRate(step.rate, '/s'),
    formatDuration(step.p50Us),
    formatDuration(step.p95Us),
    formatDuration(step.p99Us),
    formatPercent(step.failedShare),
  ]
}

function messageCell({ messages }: Step): string {
  return messages ? `${formatCount(messages.sent)}, ${formatCount(messages.received)}` : '–'
}

function streamCells({ stream }: Step): string[] {
  if (!stream) return ['–', '–']
  return [
    formatDuration(stream.ttftP95Us),
    `${formatCount(stream.tokens)}, ${formatRate(stream.tokensPerSecond, '/s')}`,
  ]
}

/** One line a second for logs and pipes. */
export function plainLine(tick: LiveTick): string {
  const { point, total } = tick
  return [
    formatClock(tick.elapsedMs),
    `P95 ${formatDuration(point?.p95Us ?? null)}`,
    formatRate(point?.requestRate ?? 0),
    `errors ${formatPercent(total.failedShare)}`,
    `VUs ${formatCount(point?.vus ?? 0)}`,
    ...(tick.validity === 'valid' ? [] : [tick.validity]),
  ].join('  ')
}

/** Cuts a line to the terminal's width, leaving escape sequences of colours out of the count. */
function clip(line: string, width: number): string {
  let visible = 0
  let index = 0
  while (index < line.length && visible < width) {
    if (line[index] === '\u001b') {
      const end = line.indexOf('m', index)
      if (end < 0) break
      index = end + 1
      continue
    }
    visible++
    index++
  }
  return index < line.length ? `${line.slice(0, index)}\u001b[0m` : line
}
