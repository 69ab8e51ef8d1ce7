// The report's own script: on a chart, the values of the place under the pointer, read from the chart's table. Without it
// the report is complete but for that.
for (const figure of document.querySelectorAll('figure.chart')) {
  const svg = figure.querySelector('svg[data-left]')
  const cross = svg.querySelector('.cross')
  const readout = figure.querySelector('.readout')
  const note = readout.textContent
  const headings = [...figure.querySelectorAll('thead th')].map((cell) => cell.textContent)
  const rows = [...figure.querySelectorAll('tbody tr')]
  const places = rows.map((row) => Number(row.dataset.at))
  const left = Number(svg.dataset.left)
  const right = Number(svg.dataset.right)

  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect()
    const across = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width
    const place = (across - left) / (right - left)
    let nearest = 0
    for (let index = 1; index < places.length; index++) {
      if (Math.abs(places[index] - place) < Math.abs(places[nearest] - place)) nearest = index
    }
    const x = String(left + places[nearest] * (right - left))
    cross.setAttribute('x1', x)
    cross.setAttribute('x2', x)
    const [name, ...values] = [...rows[nearest].children].map((cell) => cell.textContent)
    readout.textContent = `${name}: ${values.map((value, index) => `${headings[index + 1]} ${value}`).join(', ')}`
  })
  svg.addEventListener('pointerleave', () => {
    cross.setAttribute('x1', '-9')
    cross.setAttribute('x2', '-9')
    readout.textContent = note
  })
}
