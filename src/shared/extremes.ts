/**
 * Which rows stay when there are too many: of each of so many equally long spans those at which any column is at its lowest or
 * highest, so that no peak is lost and all columns keep the same rows. The first and the last row stay too.
 * @param spanOf rising with the row: 0 to `spans` - 1
 * @returns rising row numbers, at most two per span and column and two more
 */
export function rowsOfExtremes(
  count: number,
  columns: readonly ((row: number) => number | null)[],
  spans: number,
  spanOf: (row: number) => number,
): number[] {
  const keep = new Set<number>([0, count - 1])
  let from = 0
  for (let span = 0; span < spans; span++) {
    let to = from
    while (to < count && spanOf(to) <= span) to++
    if (to === from) continue
    for (const column of columns) keepExtremes(column, from, to, keep)
    from = to
  }
  return [...keep].toSorted((a, b) => a - b)
}

function keepExtremes(column: (row: number) => number | null, from: number, to: number, keep: Set<number>): void {
  let low = -1
  let high = -1
  let lowest = Infinity
  let highest = -Infinity
  for (let row = from; row < to; row++) {
    const value = column(row)
    if (value === null) continue
    if (value < lowest) {
      low = row
      lowest = value
    }
    if (value > highest) {
      high = row
      highest = value
    }
  }
  // A span of gaps only keeps one row, so that the line is broken there.
  if (low < 0) keep.add(from)
  else keep.add(low).add(high)
}
