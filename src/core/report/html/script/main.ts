import type { SecondRange } from '../../../../shared/report.ts'
import { formatClock } from '../../../../shared/units.ts'
import { wholeWindows } from '../range/rangeData.ts'
import { PageFigures } from './pageFigures.ts'
import { TimeCharts, readCharts, the } from './timeCharts.ts'

// The report's own script: on a chart, the values of the place under the pointer; a range of the run, dragged or typed, that
// charts and figures follow. Without it the report is complete but for that.
const bar = document.querySelector<HTMLFormElement>('form.range')
// Of a run that was imported without its seconds no range can be shown.
readCharts(document, bar === null)
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

/** Seconds of `1:30` or `1:02:03`; not a number for anything else. */
function secondsOf(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
