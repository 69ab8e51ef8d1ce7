import type { LivePoint } from './run.ts'

const NUMBERS = [
  'second',
  'p50Us',
  'p95Us',
  'p99Us',
  'requestRate',
  'failedShare',
  'iterationRate',
  'vus',
  'plannedVUs',
  'droppedIterations',
] as const satisfies readonly (keyof LivePoint)[]
type NumberName = (typeof NUMBERS)[number]
type Column = Float64Array<ArrayBuffer>

/**
 * The seconds of a run by columns, NaN where there is no value. A day of them crosses from process to process as a copy of memory, in a few
 * milliseconds; as 86,400 objects it would keep each process that it passes busy for a tenth of a second.
 */
export interface PackedPoints {
  count: number
  numbers: Readonly<Record<NumberName, Column>>
  /** By series key. */
  observed: Readonly<Record<string, Column>>
}

export function packPoints(points: readonly LivePoint[]): PackedPoints {
  const count = points.length
  const columnOf = (value: (point: LivePoint) => number | null | undefined): Column =>
    Float64Array.from({ length: count }, (_, index) => {
      const point = points[index]
      return (point && value(point)) ?? Number.NaN
    })
  const keys = new Set(points.flatMap(({ observed }) => (observed === undefined ? [] : Object.keys(observed))))
  return {
    count,
    numbers: recordOf(NUMBERS, (name) => columnOf((point) => point[name])),
    observed: recordOf([...keys], (key) => columnOf(({ observed }) => observed?.[key])),
  }
}

export function unpackPoints({ count, numbers, observed }: PackedPoints): LivePoint[] {
  const watched = Object.entries(observed)
  const number = (name: NumberName, index: number): number => numbers[name][index] ?? 0
  const orNull = (name: NumberName, index: number): number | null => {
    const value = number(name, index)
    return Number.isNaN(value) ? null : value
  }
  return Array.from({ length: count }, (_, index) => {
    const point: LivePoint = {
      second: number('second', index),
      p50Us: orNull('p50Us', index),
      p95Us: orNull('p95Us', index),
      p99Us: orNull('p99Us', index),
      requestRate: number('requestRate', index),
      failedShare: number('failedShare', index),
      iterationRate: number('iterationRate', index),
      vus: number('vus', index),
      plannedVUs: orNull('plannedVUs', index),
      droppedIterations: number('droppedIterations', index),
    }
    const seen = watched.filter(([, column]) => !Number.isNaN(column[index] ?? Number.NaN))
    if (seen.length > 0)
      point.observed = recordOf(
        seen.map(([key]) => key),
        (key) => observed[key]?.[index] ?? 0,
      )
    return point
  })
}

function recordOf<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>
}
