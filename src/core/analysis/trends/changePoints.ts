import { upperTail } from '../compare/studentT.ts'

/** Fewer values on a side have no spread to speak of. */
const LEAST_VALUES = 3
/** As Hunter has it: of a thousand places without a change one is marked. */
const LEVEL = 0.001

export interface Change {
  /** Place of the first value after the change. */
  index: number
  before: number
  after: number
  pValue: number
}

/**
 * Places where a series changes its level.
 *
 * E-divisive means (Matteson and James 2014, J. Am. Statist. Assoc. 109:334-345) find the likeliest place, over all ends of what
 * follows it, so that a change that was undone is seen too; Welch's t test decides, in place of their permutations, as in
 * Hunter (Fleming et al. 2023, ICPE '23, 199-206): the same runs always have the same change points. Both parts are searched
 * again. At last each change is tested between its neighbours, and the weakest goes until all hold.
 * @param values in order of time; durations and rates as logarithms
 * @param tolerance smaller differences are no change
 */
export function changePoints(values: readonly number[], tolerance: number): Change[] {
  const found: number[] = []
  search(values, 0, values.length, found)
  const places = found.toSorted((one, other) => one - other)
  for (;;) {
    const tested = places.map((index, place) =>
      compare(values, places[place - 1] ?? 0, index, places[place + 1] ?? values.length),
    )
    const weakest = tested.reduce((most, each, place) => {
      const worst = tested[most]
      return worst === undefined || each.pValue > worst.pValue ? place : most
    }, 0)
    const weak = tested.findIndex(({ before, after }) => Math.abs(after - before) <= tolerance)
    const gone = weak >= 0 ? weak : (tested[weakest]?.pValue ?? 0) >= LEVEL ? weakest : -1
    if (gone < 0) return tested
    places.splice(gone, 1)
  }
}

function search(values: readonly number[], from: number, to: number, found: number[]): void {
  const best = likeliest(values, from, to)
  if (best === undefined || compare(values, from, best.index, best.to).pValue >= LEVEL) return
  found.push(best.index)
  search(values, from, best.index, found)
  search(values, best.index, to, found)
}

/** The place, and the end of what follows it, that the energy distance between both parts is largest for. */
function likeliest(values: readonly number[], from: number, to: number): { index: number; to: number } | undefined {
  const count = to - from
  const at = (index: number): number => values[from + index] ?? 0
  let best: { index: number; to: number; distance: number } | undefined
  let withinLeft = 0
  for (let index = 0; index <= count - LEAST_VALUES; index++) {
    // What the newest value of the left part is from the others in it.
    for (let other = 0; other < index - 1; other++) withinLeft += Math.abs(at(index - 1) - at(other))
    if (index < LEAST_VALUES) continue
    let [between, withinRight] = [0, 0]
    for (let end = index; end < count; end++) {
      for (let other = 0; other < index; other++) between += Math.abs(at(end) - at(other))
      for (let other = index; other < end; other++) withinRight += Math.abs(at(end) - at(other))
      const [left, right] = [index, end - index + 1]
      if (right < LEAST_VALUES) continue
      const apart = (2 * between) / (left * right)
      const spread = withinLeft / ((left * (left - 1)) / 2) + withinRight / ((right * (right - 1)) / 2)
      const distance = ((left * right) / (left + right)) * (apart - spread)
      if (best === undefined || distance > best.distance) {
        best = { index: from + index, to: from + end + 1, distance }
      }
    }
  }
  return best !== undefined && best.distance > 0 ? best : undefined
}

/** Welch's t test between two neighbouring parts. */
function compare(values: readonly number[], from: number, index: number, to: number): Change {
  const [left, right] = [partOf(values.slice(from, index)), partOf(values.slice(index, to))]
  const variance = left.ofMean + right.ofMean
  const difference = Math.abs(right.mean - left.mean)
  const change = { index, before: left.mean, after: right.mean }
  if (variance === 0) return { ...change, pValue: difference === 0 ? 1 : 0 }
  const degrees = variance ** 2 / (left.ofMean ** 2 / (left.count - 1) + right.ofMean ** 2 / (right.count - 1))
  return { ...change, pValue: 2 * upperTail(difference / Math.sqrt(variance), degrees) }
}

function partOf(values: readonly number[]): { count: number; mean: number; ofMean: number } {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { count, mean, ofMean: squares / (count - 1) / count }
}
