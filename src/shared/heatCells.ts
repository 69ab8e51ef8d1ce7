import type { HeatMap } from './report.ts'
import { formatClock, formatCount, formatDuration } from './units.ts'

/** A cell in which requests fell: column of time, row of duration. */
export interface HeatCell {
  column: number
  row: number
  count: number
}

export function heatCells({ columns, edgesUs, counts }: HeatMap): HeatCell[] {
  const rows = edgesUs.length - 1
  const cells: HeatCell[] = []
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const count = counts[column * rows + row] ?? 0
      if (count > 0) cells.push({ column, row, count })
    }
  }
  return cells
}

/** Per column that holds requests: where its middle lies (0 to 1), its time, the requests, and where most of them were. */
export function heatTable(map: HeatMap): { places: number[]; names: string[]; requests: string[]; fullest: string[] } {
  const fullest = new Map<number, HeatCell>()
  const sums = new Map<number, number>()
  for (const cell of heatCells(map)) {
    sums.set(cell.column, (sums.get(cell.column) ?? 0) + cell.count)
    if (cell.count > (fullest.get(cell.column)?.count ?? 0)) fullest.set(cell.column, cell)
  }
  const columns = [...fullest.keys()]
  return {
    places: columns.map((column) => (column + 0.5) / map.columns),
    names: columns.map((column) => columnName(column, map.columnSeconds)),
    requests: columns.map((column) => formatCount(sums.get(column) ?? 0)),
    fullest: [...fullest.values()].map((cell) => cellText(cell, map.edgesUs)),
  }
}

/** The time of a column: `1:30`, or `1:30 to 1:40`. */
export function columnName(column: number, columnSeconds: number): string {
  const from = formatClock(column * columnSeconds * 1000)
  return columnSeconds === 1 ? from : `${from} to ${formatClock((column + 1) * columnSeconds * 1000)}`
}

/** `12 requests took 10.0 ms to 12.6 ms`. */
export function cellText(cell: HeatCell | undefined, edgesUs: readonly number[]): string {
  if (cell === undefined) return ''
  const band = `${formatDuration(edgesUs[cell.row] ?? 0)} to ${formatDuration(edgesUs[cell.row + 1] ?? 0)}`
  return `${formatCount(cell.count)} ${cell.count === 1 ? 'request' : 'requests'} took ${band}`
}
