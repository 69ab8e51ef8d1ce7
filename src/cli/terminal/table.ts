/** A cell's text, and which side it keeps to; numbers to the right. */
export interface Column {
  title: string
  align: 'left' | 'right'
}

/** Columns of these titles whose cells are words. */
export const words = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title, align: 'left' }))

/** Columns of these titles whose cells are numbers. */
export const numbers = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title, align: 'right' }))

/** Rows as lines of aligned columns under their titles, two blanks between columns, no trailing blanks. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const text = cells[index] ?? ''
        const width = widths[index] ?? 0
        return column.align === 'right' ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map((column) => column.title)), ...rows.map(line)]
}
