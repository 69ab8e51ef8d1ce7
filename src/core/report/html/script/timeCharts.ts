import type { SecondRange } from '../../../../shared/report.ts'
import { timeTicks } from '../timeTicks.ts'

/** A chart of the page, with the table of its values that is read under the pointer. */
interface PageChart {
  svg: SVGSVGElement
  plot: SVGSVGElement
  cross: SVGLineElement
  readout: HTMLElement
  /** What the read-out says while the pointer is elsewhere. */
  note: string
  rows: readonly HTMLTableRowElement[]
  /** Of the rows on the axis, 0 to 1. */
  places: readonly number[]
  headings: readonly string[]
  ticks: SVGGElement
  left: number
  right: number
  /** From the left edge of the axis to the right; 0 when it is not one of time. */
  seconds: number
}

/** A range shorter than this share of what is shown is a click. */
const LEAST_DRAG = 0.02

/** What of the run the charts over time show. */
export class TimeCharts {
  private readonly charts: readonly PageChart[]
  private shown: SecondRange
  private readonly onRange: (range: SecondRange | null) => void

  /** @param onRange a range was dragged, or all asked for (null) */
  constructor(root: ParentNode, whole: SecondRange, onRange: (range: SecondRange | null) => void) {
    this.shown = whole
    this.onRange = onRange
    this.charts = [...root.querySelectorAll<HTMLElement>('figure.chart')]
      .map(pageChart)
      .filter(({ seconds }) => seconds > 0)
    for (const chart of this.charts) {
      readUnderPointer(chart, (event) => this.placeOf(chart, event), this.xOf)
      this.watchDragging(chart)
    }
  }

  /** All of them show that part of the run. */
  show(range: SecondRange): void {
    // A single second has no width: half of one goes along on either side.
    const widened = range.from === range.to ? { from: range.from - 0.5, to: range.to + 0.5 } : range
    this.shown = widened
    for (const chart of this.charts) {
      const { plot, left, right, seconds, ticks, rows, places } = chart
      const box = plot.viewBox.baseVal
      box.x = left + (widened.from / seconds) * (right - left)
      box.width = ((widened.to - widened.from) / seconds) * (right - left)
      ticks.replaceChildren(
        ...timeTicks(widened).map(({ second, text }) => {
          const tick = document.createElementNS(ticks.namespaceURI, 'text')
          tick.setAttribute('x', String(this.xOf(chart, second / seconds)))
          tick.textContent = text
          return tick
        }),
      )
      for (const [index, row] of rows.entries()) {
        const second = (places[index] ?? 0) * seconds
        row.hidden = second < widened.from - ROUNDING || second > widened.to + ROUNDING
      }
    }
  }

  private readonly xOf = ({ left, right, seconds }: PageChart, place: number): number => {
    const { from, to } = this.shown
    return left + ((place * seconds - from) / (to - from)) * (right - left)
  }

  /** Where on the run's axis the pointer is, 0 to 1, whatever part of it is shown. */
  private placeOf(chart: PageChart, event: MouseEvent): number {
    const { from, to } = this.shown
    return (from + acrossPlot(chart, event) * (to - from)) / chart.seconds
  }

  private watchDragging(chart: PageChart): void {
    const { svg, seconds } = chart
    let begun: number | undefined
    svg.addEventListener('pointerdown', (event) => {
      begun = this.placeOf(chart, event) * seconds
      svg.setPointerCapture(event.pointerId)
    })
    svg.addEventListener('pointerup', (event) => {
      if (begun === undefined) return
      const ended = this.placeOf(chart, event) * seconds
      const [from, to] = [Math.min(begun, ended), Math.max(begun, ended)]
      begun = undefined
      if (to - from < (this.shown.to - this.shown.from) * LEAST_DRAG) return
      // The seconds whose points lie in what was dragged; the nearest when it lies between two.
      const [first, last] = [Math.ceil(from), Math.floor(to)]
      this.onRange(first <= last ? { from: first, to: last } : { from: Math.round(from), to: Math.round(from) })
    })
    svg.addEventListener('dblclick', () => this.onRange(null))
  }
}

/** Places of rows are written with four digits. */
const ROUNDING = 0.5

/**
 * Charts that show no range: only what is under the pointer is read.
 * @param overTime whether those over time are among them
 */
export function readCharts(root: ParentNode, overTime = false): void {
  for (const chart of [...root.querySelectorAll<HTMLElement>('figure.chart')].map(pageChart)) {
    if (chart.seconds > 0 && !overTime) continue
    readUnderPointer(
      chart,
      (event) => acrossPlot(chart, event),
      ({ left, right }, place) => left + place * (right - left),
    )
  }
}

function pageChart(figure: HTMLElement): PageChart {
  const svg = the(SVGSVGElement, figure, 'svg[data-left]')
  const readout = the(HTMLElement, figure, '.readout')
  const rows = [...figure.querySelectorAll<HTMLTableRowElement>('tbody tr')]
  return {
    svg,
    readout,
    rows,
    note: readout.textContent,
    cross: the(SVGLineElement, svg, '.cross'),
    plot: the(SVGSVGElement, svg, '.plot'),
    ticks: the(SVGGElement, svg, '.ticks'),
    headings: [...figure.querySelectorAll('thead th')].map((cell) => cell.textContent),
    places: rows.map((row) => Number(row.dataset['at'])),
    left: Number(svg.dataset['left']),
    right: Number(svg.dataset['right']),
    seconds: Number(svg.dataset['seconds'] ?? 0),
  }
}

function readUnderPointer(
  chart: PageChart,
  placeOf: (event: MouseEvent) => number,
  xOf: (chart: PageChart, place: number) => number,
): void {
  const { svg, cross, readout, note, rows, places, headings } = chart
  svg.addEventListener('pointermove', (event) => {
    const nearest = nearestTo(places, placeOf(event))
    const x = String(xOf(chart, places[nearest] ?? 0))
    cross.setAttribute('x1', x)
    cross.setAttribute('x2', x)
    const [name = '', ...values] = [...(rows[nearest]?.children ?? [])].map((cell) => cell.textContent)
    readout.textContent = `${name}: ${values.map((value, index) => `${headings[index + 1]} ${value}`).join(', ')}`
  })
  svg.addEventListener('pointerleave', () => {
    cross.setAttribute('x1', '-9')
    cross.setAttribute('x2', '-9')
    readout.textContent = note
  })
}

function nearestTo(places: readonly number[], place: number): number {
  let nearest = 0
  for (const [index, one] of places.entries()) {
    if (Math.abs(one - place) < Math.abs((places[nearest] ?? 0) - place)) nearest = index
  }
  return nearest
}

/** How far across the plot the pointer is, 0 to 1. */
function acrossPlot({ svg, left, right }: PageChart, event: MouseEvent): number {
  const box = svg.getBoundingClientRect()
  const across = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width
  return Math.min(1, Math.max(0, (across - left) / (right - left)))
}

/** What the page is known to hold. */
export function the<Kind extends Element>(kind: new () => Kind, root: ParentNode, selector: string): Kind {
  const found = root.querySelector(selector)
  if (found instanceof kind) return found
  throw new Error(`The report lacks ${selector}.`)
}
