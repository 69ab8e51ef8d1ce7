import { UnstyledButton } from '@mantine/core'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, memo, useState } from 'react'
import classes from './DataTable.module.css'

export interface Column<Row> {
  key: string
  title: string
  render: (row: Row) => ReactNode
  /** What is sorted by; a column without cannot be sorted. */
  sortBy?: (row: Row) => number | string
  /** Figures stand at the right. */
  numeric?: boolean
}

interface DataTableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  initialSort?: Sort
  onRowClick?: (row: Row) => void
  testId?: string
  rowTestId?: string
}

interface Sort {
  key: string
  descending: boolean
}

/** A dense table; a click on a heading sorts by it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, onRowClick } = props
  const [sort, setSort] = useState<Sort | null>(props.initialSort ?? null)
  const shown = sorted(rows, columns, sort)
  return (
    <table className={classes['table']} aria-label={label} data-testid={props.testId}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Heading key={column.key} column={column} sort={sort} onSort={setSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr
            key={rowKey(row)}
            data-testid={props.rowTestId}
            className={onRowClick && classes['clickable']}
            onClick={onRowClick && (() => onRowClick(row))}
          >
            {columns.map((column) => (
              <td key={column.key} data-numeric={column.numeric === true || undefined}>
                {column.render(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface HeadingProps<Row> {
  column: Column<Row>
  sort: Sort | null
  onSort: (sort: Sort) => void
}

function PlainHeading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const numeric = column.numeric === true || undefined
  if (column.sortBy === undefined) {
    return (
      <th scope="col" data-numeric={numeric}>
        {column.title}
      </th>
    )
  }
  const active = sort?.key === column.key ? sort : null
  const Arrow = active?.descending === true ? ArrowDown : ArrowUp
  // Figures are first asked for from the largest, names from A.
  const descending = active === null ? column.numeric === true : !active.descending
  const direction = active === null ? 'none' : active.descending ? 'descending' : 'ascending'
  const arrow = <Arrow size={12} aria-hidden data-active={active !== null} />
  return (
    <th scope="col" data-numeric={numeric} aria-sort={direction}>
      <UnstyledButton className={classes['sort']} onClick={() => onSort({ key: column.key, descending })}>
        {numeric === true && arrow}
        {column.title}
        {numeric !== true && arrow}
      </UnstyledButton>
    </th>
  )
}

/** Rows may come each second, headings stay. */
const Heading = memo(PlainHeading) as typeof PlainHeading

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | null): readonly Row[] {
  const sortBy = columns.find((column) => column.key === sort?.key)?.sortBy
  if (sort === null || sortBy === undefined) return rows
  const sign = sort.descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const left = sortBy(a)
    const right = sortBy(b)
    if (typeof left === 'string' || typeof right === 'string') return sign * String(left).localeCompare(String(right))
    return sign * (left - right)
  })
}
