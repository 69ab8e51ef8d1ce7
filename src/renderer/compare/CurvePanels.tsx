import { VisuallyHidden } from '@mantine/core'
import { DISTRIBUTION_CLASSES_PER_DECADE, type RunCurves } from '../../shared/comparison.ts'
import { formatDuration, formatPercent } from '../../shared/units.ts'
import { type Curve, CurveChart } from './CurveChart.tsx'
import type { Shown } from './OverlaidCharts.tsx'

/** On a scale of nines, each step of the same width leaves a tenth of what was left. */
const nines = (percent: number): number => -Math.log10(1 - percent / 100)
const NINES = [0, 50, 90, 95, 99, 99.9, 99.99]

export function PercentileCurves({ shown }: { shown: readonly Shown[] }) {
  const most = Math.max(...shown.map(({ curves }) => curves.percentiles.at(-1)?.percent ?? 0), 95)
  const values = shown.flatMap(({ curves }) => curves.percentiles.map(({ us }) => us))
  const curves = shown.map(({ label, color, isBase, curves: { percentiles } }): Curve => {
    const points = percentiles.map(({ percent, us }) => ({ x: nines(percent), y: logOf(us) }))
    return { label, color, isDashed: isBase, points }
  })
  const ticks = NINES.filter((percent) => percent <= most)
  return (
    <CurveChart
      title="Percentiles"
      testId="percentile-curves"
      curves={curves}
      xTicks={ticks.map((percent) => ({ at: nines(percent), text: percent === 0 ? 'min' : `P${percent}` }))}
      yTicks={logTicks(values)}
      xTitle="Percentile, on a scale of nines"
    >
      <FigureTable
        caption="Response time at percentiles"
        shown={shown}
        rows={ticks.slice(1).map((percent) => ({
          name: `P${percent}`,
          cells: shown.map(({ curves: { percentiles } }) =>
            formatDuration(percentiles.find((each) => each.percent === percent)?.us ?? null),
          ),
        }))}
      />
    </CurveChart>
  )
}

const CLASS_FACTOR = 10 ** (1 / DISTRIBUTION_CLASSES_PER_DECADE)

/** Classes from the ground up and down to it again: the first and the last are as wide as the others. */
function outlineOf(distribution: RunCurves['distribution']): Curve['points'] {
  const [first, last] = [distribution[0], distribution.at(-1)]
  if (first === undefined || last === undefined) return []
  return [
    { x: logOf(first.fromUs), y: 0 },
    ...distribution.map(({ fromUs, share }) => ({ x: logOf(fromUs), y: share })),
    { x: logOf(last.fromUs * CLASS_FACTOR), y: 0 },
  ]
}

export function Distributions({ shown }: { shown: readonly Shown[] }) {
  const starts = shown.flatMap(({ curves }) => curves.distribution.map(({ fromUs }) => fromUs))
  const shares = shown.flatMap(({ curves }) => curves.distribution.map(({ share }) => share))
  const top = Math.max(0.05, Math.ceil(Math.max(0, ...shares) * 20) / 20)
  const curves = shown.map(({ label, color, isBase, curves: { distribution } }): Curve => {
    return { label, color, isDashed: isBase, points: outlineOf(distribution) }
  })
  const places = [...new Set(starts.map((fromUs) => fromUs.toPrecision(6)))].map(Number).toSorted((a, b) => a - b)
  return (
    <CurveChart
      title="Distribution"
      testId="distributions"
      curves={curves}
      xTicks={logTicks(starts.flatMap((fromUs) => [fromUs, fromUs * CLASS_FACTOR]))}
      yTicks={[0, 0.25, 0.5, 0.75, 1].map((part) => ({ at: part * top, text: formatPercent(part * top) }))}
      xTitle="Response time, on a logarithmic scale; share of requests"
      stepped
    >
      <FigureTable
        caption="Share of requests by response time"
        shown={shown}
        rows={places.map((place) => ({
          name: `from ${formatDuration(place)}`,
          cells: shown.map(({ curves: { distribution } }) => formatPercent(shareFrom(distribution, place))),
        }))}
      />
    </CurveChart>
  )
}

function shareFrom(distribution: RunCurves['distribution'], place: number): number {
  return distribution.find(({ fromUs }) => Math.abs(fromUs / place - 1) < 1e-4)?.share ?? 0
}

interface FigureTableProps {
  caption: string
  shown: readonly Shown[]
  rows: readonly { name: string; cells: readonly string[] }[]
}

/** The figures of a chart for who does not see it. */
function FigureTable({ caption, shown, rows }: FigureTableProps) {
  return (
    <VisuallyHidden>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">At</th>
            {shown.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={shown[index]?.label}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </VisuallyHidden>
  )
}

function logOf(us: number): number {
  return Math.log10(Math.max(1, us))
}

/** 1, 2 and 5 of each power of ten that the values span; powers alone when they span many. */
function logTicks(valuesUs: readonly number[]): { at: number; text: string }[] {
  const logs = valuesUs.map(logOf)
  const [low, high] = [Math.min(...logs, 6), Math.max(...logs, 0)]
  if (low > high) return [{ at: 0, text: '' }]
  const steps = high - low > 2.5 ? [1] : [1, 2, 5]
  const all: number[] = []
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const step of steps) all.push(step * 10 ** power)
  }
  const first = all.findLastIndex((us) => Math.log10(us) <= low)
  const last = all.findIndex((us) => Math.log10(us) >= high)
  return all
    .slice(Math.max(0, first), (last < 0 ? all.length : last) + 1)
    .map((us) => ({ at: Math.log10(us), text: formatDuration(us) }))
}
