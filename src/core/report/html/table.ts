import { type Markup, NOTHING, markup } from './markup.ts'

/** @param look `words`: its cells are words, not figures */
export function table(headings: readonly string[], rows: readonly (readonly (string | Markup)[])[], look = ''): Markup {
  if (rows.length === 0) return NOTHING
  return markup`<table class="${look}">
    <thead>
      <tr>
        ${headings.map((heading) => markup`<th scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          markup`<tr>
            ${row.map(cellOf)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** Words so short are not broken. */
const MOST_WHOLE = 14

function cellOf(cell: string | Markup): Markup {
  if (typeof cell === 'string' && cell.length > MOST_WHOLE) return markup`<td>${cell}</td>`
  return markup`<td class="whole">${cell}</td>`
}
