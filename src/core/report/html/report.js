// The report's own script: on a chart, the values of the place under the pointer, read from the chart's table; on the charts over
// time, a range that is dragged or typed. Without it the report is complete but for that.
const figures = [...document.querySelectorAll('figure.chart')].map(chartOf)
const timed = figures.filter(({ seconds }) => seconds > 0)
const range = { from: 0, to: 1 }
if (timed.length > 0) addRangeForm()

function chartOf(figure) {
  const svg = figure.querySelector('svg[data-left]')
  const readout = figure.querySelector('.readout')
  const rows = [...figure.querySelectorAll('tbody tr')]
  const chart = {
    svg,
    readout,
    rows,
    note: readout.textContent,
    cross: svg.querySelector('.cross'),
    plot: svg.querySelector('.plot'),
    ticks: [...svg.querySelectorAll('.tick')],
    headings: [...figure.querySelectorAll('thead th')].map((cell) => cell.textContent),
    places: rows.map((row) => Number(row.dataset.at)),
    left: Number(svg.dataset.left),
    right: Number(svg.dataset.right),
    seconds: Number(svg.dataset.seconds ?? 0),
  }
  let begun
  svg.addEventListener('pointermove', (event) => show(chart, placeOf(chart, event)))
  svg.addEventListener('pointerleave', () => {
    chart.cross.setAttribute('x1', '-9')
    chart.cross.setAttribute('x2', '-9')
    readout.textContent = chart.note
  })
  if (chart.seconds > 0) {
    svg.addEventListener('pointerdown', (event) => {
      begun = placeOf(chart, event)
      svg.setPointerCapture(event.pointerId)
    })
    svg.addEventListener('pointerup', (event) => {
      if (begun === undefined) return
      const ended = placeOf(chart, event)
      // A click is not a range.
      if (Math.abs(ended - begun) > (range.to - range.from) / 50)
        setRange(Math.min(begun, ended), Math.max(begun, ended))
      begun = undefined
    })
    svg.addEventListener('dblclick', () => setRange(0, 1))
  }
  return chart
}

/** Where on the chart's axis the pointer is, 0 to 1, whatever part of it is shown. */
function placeOf({ svg, left, right, seconds }, event) {
  const box = svg.getBoundingClientRect()
  const across = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width
  const shown = Math.min(1, Math.max(0, (across - left) / (right - left)))
  return seconds > 0 ? range.from + shown * (range.to - range.from) : shown
}

function show({ places, rows, headings, readout, cross, left, right, seconds }, place) {
  let nearest = 0
  for (let index = 1; index < places.length; index++) {
    if (Math.abs(places[index] - place) < Math.abs(places[nearest] - place)) nearest = index
  }
  const { from, to } = seconds > 0 ? range : { from: 0, to: 1 }
  const x = String(left + ((places[nearest] - from) / (to - from)) * (right - left))
  cross.setAttribute('x1', x)
  cross.setAttribute('x2', x)
  const [name, ...values] = [...rows[nearest].children].map((cell) => cell.textContent)
  readout.textContent = `${name}: ${values.map((value, index) => `${headings[index + 1]} ${value}`).join(', ')}`
}

/** Shows a part of all charts over time. */
function setRange(from, to) {
  range.from = Math.max(0, from)
  range.to = Math.min(1, Math.max(to, from + 0.001))
  for (const { plot, left, right, ticks, seconds, rows, places } of timed) {
    const box = plot.viewBox.baseVal
    box.x = left + range.from * (right - left)
    box.width = (range.to - range.from) * (right - left)
    for (const [index, tick] of ticks.entries()) {
      tick.textContent = clock((range.from + ((range.to - range.from) * index) / (ticks.length - 1)) * seconds)
    }
    for (const [index, row] of rows.entries()) row.hidden = places[index] < range.from || places[index] > range.to
  }
  const [{ seconds }] = timed
  document.querySelector('#from').value = clock(range.from * seconds)
  document.querySelector('#to').value = clock(range.to * seconds)
}

function addRangeForm() {
  const [{ seconds, svg }] = timed
  const form = document.createElement('form')
  form.className = 'range'
  const field = (id, label, value) => {
    const name = document.createElement('label')
    name.htmlFor = id
    name.textContent = label
    const input = document.createElement('input')
    Object.assign(input, { id, value, size: 7, autocomplete: 'off' })
    form.append(name, input)
    return input
  }
  const from = field('from', 'From', clock(0))
  const to = field('to', 'to', clock(seconds))
  const button = (text, type) => {
    const made = document.createElement('button')
    Object.assign(made, { textContent: text, type })
    form.append(made)
    return made
  }
  button('Show', 'submit')
  button('Whole run', 'button').addEventListener('click', () => setRange(0, 1))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [first, last] = [parse(from.value), parse(to.value)]
    if (last > first) setRange(first / seconds, last / seconds)
    else setRange(range.from, range.to)
  })
  const hint = document.createElement('span')
  hint.className = 'muted'
  hint.textContent = 'Or drag over a chart; a double click shows all.'
  form.append(hint)
  svg.closest('section').querySelector('h2').after(form)
}

function clock(time) {
  const seconds = Math.round(time)
  const two = (value) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/** Seconds of `1:30` or `1:02:03`; not a number for anything else. */
function parse(text) {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
