import type { SecondRange } from '../../../../shared/report.ts'
import { formatClock } from '../../../../shared/units.ts'
import { RANGE_PARTS } from '../parts.ts'
import { type RangeData, wholeWindows } from '../range/rangeData.ts'
import { figuresOfRange, unpackRange } from './figuresOfRange.ts'
import { TimeCharts, readCharts, the } from './timeCharts.ts'

// The report's own script: on a chart, the values of the place under the pointer; a range of the run, dragged or typed, that
// charts and figures follow. Without it the report is complete but for that.
const bar = document.querySelector<HTMLFormElement>('form.range')
readCharts(document)
if (bar !== null) startRanges(bar)

function startRanges(form: HTMLFormElement): void {
  const lastSecond = Number(form.dataset['lastSecond'])
  const durationMs = Number(form.dataset['durationMs'])
  const windowSeconds = Number(form.dataset['windowSeconds'])
  const packed = document.querySelector('#range-data')?.textContent ?? null
  const whole = { from: 0, to: lastSecond }
  const [from, to] = [the(HTMLInputElement, form, '#from'), the(HTMLInputElement, form, '#to')]
  const charts = new TimeCharts(document, whole, (range) => void choose(range ?? whole))
  const figures = new PageFigures(packed)

  async function choose(wanted: SecondRange): Promise<void> {
    const range = wholeWindows(wanted, windowSeconds, lastSecond)
    const isWhole = range.from === 0 && range.to === lastSecond
    charts.show(range)
    from.value = formatClock(range.from * 1000)
    to.value = formatClock(Math.min((range.to + 1) * 1000, durationMs))
    form.dataset['active'] = String(!isWhole)
    the(HTMLElement, form, 'b').textContent = isWhole ? 'Whole run' : 'Part of the run'
    const name = isWhole ? '' : ` from ${from.value} to ${to.value}`
    await figures.show(isWhole ? null : range, name)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [first, last] = [secondsOf(from.value), Math.ceil(secondsOf(to.value)) - 1]
    void choose(last >= first && first <= lastSecond ? { from: Math.floor(first), to: last } : whole)
  })
  the(HTMLElement, form, '#whole').addEventListener('click', () => void choose(whole))
  form.hidden = false
}

/** The parts of the page that tell figures. */
class PageFigures {
  private readonly packed: string | null
  private data: Promise<RangeData> | undefined
  /** As the page came: of the whole run. */
  private readonly whole = new Map<Element, string>()
  /** The range that was asked for last, should one take longer to be unpacked than the next. */
  private wanted: SecondRange | null = null

  constructor(packed: string | null) {
    this.packed = packed
    for (const part of document.querySelectorAll('[data-part]')) this.whole.set(part, part.innerHTML)
  }

  /** @param range null for the whole run */
  async show(range: SecondRange | null, name: string): Promise<void> {
    if (this.packed === null) return
    this.wanted = range
    if (range === null) {
      for (const [part, html] of this.whole) this.put(part, html, name)
      return
    }
    this.data ??= unpackRange(this.packed)
    const figures = figuresOfRange(await this.data, range)
    if (this.wanted !== range) return
    for (const part of this.whole.keys()) {
      const draw = RANGE_PARTS[part.getAttribute('data-part') as keyof typeof RANGE_PARTS]
      this.put(part, draw(figures).html, name)
    }
  }

  /** @param html made by `markup` alone, which escapes every text of a run */
  private put(part: Element, html: string, name: string): void {
    part.innerHTML = html
    readCharts(part)
    const section = part.closest('section')
    if (section === null) return
    section.hidden = html === ''
    the(HTMLElement, section, 'h2 .range-name').textContent = name
  }
}

/** Seconds of `1:30` or `1:02:03`; not a number for anything else. */
function secondsOf(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
