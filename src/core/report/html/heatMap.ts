import { heatCells, heatTable } from '../../../shared/heatCells.ts'
import type { HeatMap } from '../../../shared/report.ts'
import { formatDuration } from '../../../shared/units.ts'
import { PLOT, at, drawFrame, tick, x } from './chart.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { timeTicks } from './timeTicks.ts'

/** Strengths of the colour: more cannot be told apart. */
const LEVELS = 6
const MOST_LABELS = 7

/** How response times spread over time: the stronger the colour, the more requests. */
export function drawHeatMap(map: HeatMap): Markup {
  const { columns, columnSeconds, edgesUs } = map
  const rows = edgesUs.length - 1
  const seconds = columns * columnSeconds
  const y = (row: number): number => PLOT.bottom - (row / rows) * (PLOT.bottom - PLOT.top)
  const cells = heatCells(map)
  const most = Math.max(...cells.map(({ count }) => count))
  // The eye needs more steps among the few than among the many.
  const levelOf = (count: number): number => Math.max(1, Math.ceil(LEVELS * Math.sqrt(count / most)))
  const paths = Array.from({ length: LEVELS + 1 }, () => '')
  for (const { column, row, count } of cells) {
    // Corners, not sizes: neighbours share them, so that no seam is left between.
    const [left, right] = [at(x(column / columns)), at(x((column + 1) / columns))]
    paths[levelOf(count)] += `M${left} ${at(y(row + 1))}H${right}V${at(y(row))}H${left}z`
  }
  const step = Math.max(1, Math.ceil(rows / MOST_LABELS))
  const labels = edgesUs.flatMap((us, edge) =>
    edge % step === 0
      ? markup`<text x="${PLOT.left - 8}" y="${at(y(edge) + 4)}" text-anchor="end">${formatDuration(us)}</text>`
      : [],
  )
  const { places, names, requests, fullest } = heatTable(map)
  return drawFrame(
    {
      title: 'Requests by time and duration',
      note: 'The stronger the colour, the more requests took so long.',
      seconds,
      places,
      names,
      nameTitle: 'Time',
      columns: [
        { label: 'Requests', texts: requests },
        { label: 'Most of them', texts: fullest },
      ],
    },
    {
      legend: NOTHING,
      axes: markup`${labels}`,
      ticks: timeTicks({ from: 0, to: seconds }).map(({ second, text }) => tick(second / seconds, text)),
      shapes: markup`${paths.map((path, level) => (path === '' ? NOTHING : markup`<path class="heat heat${level}" d="${path}" />`))}`,
      over: NOTHING,
    },
  )
}
