import { zeroLike } from '../../../shared/units.ts'
import { type Markup, NOTHING, markup } from './markup.ts'

/** A chart as a drawing and as a table of the same values; the report's script reads the table for what it shows on hover. */
export interface Chart {
  title: string
  /** What a point stands for, where that is not plain. */
  note?: string
  kind: 'lines' | 'bars'
  /** Places on the x axis, 0 to 1, in rising order. */
  places: readonly number[]
  /** The x values for people, a text per place. */
  names: readonly string[]
  /** Heading of the x values. */
  nameTitle: string
  ticks: readonly { place: number; text: string }[]
  /** Charts over time: seconds from the left edge to the right; a range of them can be shown. */
  seconds?: number
  series: readonly ChartSeries[]
  show: (value: number) => string
  /** The value axis reaches at least this far; above zero. */
  leastTop: number
  /** Dashed lines, with what they stand for. */
  targets: readonly { value: number; text: string }[]
}

export interface ChartSeries {
  label: string
  color: 'blue' | 'green' | 'purple' | 'vermilion'
  values: readonly (number | null)[]
}

const WIDTH = 1000
const HEIGHT = 250
export const PLOT = { left: 78, right: 970, top: 14, bottom: 222 } as const
/** Lines at the edge of the plot are drawn whole. */
const EDGE = 2
const MOST_Y_STEPS = 5

/** The chart; nothing when it has no values. */
export function drawChart(chart: Chart): Markup {
  const values = chart.series.flatMap((series) => series.values.filter((value) => value !== null))
  if (values.length === 0) return NOTHING
  const highest = Math.max(chart.leastTop, ...values)
  // A target far above would press the lines flat: it is named at the top edge then.
  const inSight = chart.targets.filter(({ value }) => value <= highest * 3).map(({ value }) => value)
  const needed = Math.max(highest, ...inSight)
  const step = niceStep(needed / MOST_Y_STEPS)
  // Binary fractions: 0.05 / 0.01 must not become six steps.
  const steps = Math.ceil(needed / step - 1e-9)
  const top = step * steps
  const y = (value: number): number => PLOT.bottom - (Math.min(value, top) / top) * (PLOT.bottom - PLOT.top)
  const grid = Array.from({ length: steps + 1 }, (_, index) => step * index).map(
    (value) =>
      markup`<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${at(y(value))}" y2="${at(y(value))}" /><text
          x="${PLOT.left - 8}"
          y="${at(y(value) + 4)}"
          text-anchor="end"
          >${value === 0 ? zeroLike(chart.show(step)) : chart.show(value)}</text
        >`,
  )
  const ticks = chart.ticks.map(({ place, text }) => markup`<text x="${at(x(place))}">${text}</text>`)
  const targets = chart.targets.map(({ value, text }) => {
    const beyond = value > top ? ', above this chart' : ''
    return markup`<line
        class="target"
        x1="${PLOT.left}"
        x2="${PLOT.right}"
        y1="${at(y(value))}"
        y2="${at(y(value))}"
      /><text class="target" x="${PLOT.right}" y="${at(y(value) + (y(value) < 30 ? 13 : -5))}" text-anchor="end"
        >${text}${beyond}</text
      >`
  })
  const shapes = chart.series.map((series) => (chart.kind === 'bars' ? bars(chart, series, y) : line(chart, series, y)))
  return drawFrame(
    { ...chart, columns: chart.series.map((one) => ({ label: one.label, texts: one.values.map(shown) })) },
    { legend: legend(chart), axes: markup`${grid}`, ticks, shapes: markup`${shapes}`, over: markup`${targets}` },
  )

  function shown(value: number | null): string {
    return value === null ? '–' : chart.show(value)
  }
}

/** What every chart has: a title, an axis of its places, and a table of what it shows. */
interface Framed extends Pick<Chart, 'title' | 'note' | 'seconds' | 'places' | 'names' | 'nameTitle'> {
  /** Of the table, a text per place. */
  columns: readonly { label: string; texts: readonly string[] }[]
}

/** @param drawn `shapes` are what a range of the chart shows a part of; `over` lies above them as a whole */
export function drawFrame(
  framed: Framed,
  drawn: { legend: Markup; axes: Markup; ticks: readonly Markup[]; shapes: Markup; over: Markup },
): Markup {
  const { title, note = '', seconds } = framed
  return markup`<figure class="chart">
    <figcaption>
      <h3>${title}</h3>
      ${drawn.legend}
    </figcaption>
    <svg
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${title}"
      data-left="${PLOT.left}"
      data-right="${PLOT.right}"
      ${seconds === undefined ? NOTHING : markup`data-seconds="${seconds}"`}
    >
      ${drawn.axes}<g class="ticks" transform="translate(0 ${PLOT.bottom + 18})" text-anchor="middle">${drawn.ticks}</g>
      <svg
        class="plot"
        x="${PLOT.left}"
        y="${PLOT.top - EDGE}"
        width="${PLOT.right - PLOT.left}"
        height="${PLOT.bottom - PLOT.top + 2 * EDGE}"
        viewBox="${PLOT.left} ${PLOT.top - EDGE} ${PLOT.right - PLOT.left} ${PLOT.bottom - PLOT.top + 2 * EDGE}"
        preserveAspectRatio="none"
      >
        ${drawn.shapes}
      </svg>
      ${drawn.over}
      <line class="cross" y1="${PLOT.top}" y2="${PLOT.bottom}" x1="-9" x2="-9" />
    </svg>
    <p class="readout" aria-hidden="true">${note}</p>
    ${table(framed)}
  </figure>`
}

/** A text below the axis. */
export function tick(place: number, text: string): Markup {
  return markup`<text x="${at(x(place))}">${text}</text>`
}

export function x(place: number): number {
  return PLOT.left + place * (PLOT.right - PLOT.left)
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power
}

/** A tenth of a unit of the drawing is finer than a pixel. */
export function at(value: number): string {
  return value.toFixed(1)
}

/** A gap where there is no value; a value between two gaps is a dot. */
function line({ places }: Chart, { values, color }: ChartSeries, y: (value: number) => number): Markup {
  let path = ''
  let dots = ''
  for (const [index, value] of values.entries()) {
    if (value === null) continue
    const [before = null, after = null] = [values[index - 1], values[index + 1]]
    const place = `${at(x(places[index] ?? 0))} ${at(y(value))}`
    if (before === null && after === null) dots += `M${place}h0`
    else path += `${before === null ? 'M' : 'L'}${place}`
  }
  return markup`<path class="line ${color}" d="${path}" />${dots === '' ? NOTHING : markup`<path class="dots line ${color}" d="${dots}" />`}`
}

function bars({ places }: Chart, { values, color }: ChartSeries, y: (value: number) => number): Markup {
  const width = Math.max(1, (PLOT.right - PLOT.left) / places.length - 1)
  return markup`<g class="${color}"
    >${values.map((value, index) => (value === null ? NOTHING : markup`<rect x="${at(x(places[index] ?? 0) - width / 2)}" y="${at(y(value))}" width="${at(width)}" height="${at(PLOT.bottom - y(value))}" />`))}</g
  >`
}

function legend({ series }: Chart): Markup {
  if (series.length < 2) return NOTHING
  return markup`<ul class="legend">
    ${series.map(
      ({ label, color }) =>
        markup`<li>
          <svg viewBox="0 0 14 4" aria-hidden="true"><path class="line ${color}" d="M0 2H14" /></svg>${label}
        </li>`,
    )}
  </ul>`
}

function table({ places, names, nameTitle, columns }: Framed): Markup {
  const rows = places.map(
    (place, index) =>
      markup`<tr data-at="${place.toFixed(4)}">
        <th scope="row">${names[index] ?? ''}</th>
        ${columns.map(({ texts }) => markup`<td>${texts[index] ?? '–'}</td>`)}
      </tr>`,
  )
  return markup`<details>
    <summary>Values</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">${nameTitle}</th>
            ${columns.map(({ label }) => markup`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </details>`
}
