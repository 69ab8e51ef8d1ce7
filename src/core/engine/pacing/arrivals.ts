import type { Stage } from '../../../shared/scenario/types.ts'

/**
 * A stretch of time in which the rate changes along a straight line, perhaps a level one. Areas are integrals of the rate
 * since the executor's begin, in arrivals per time unit times microseconds: whole numbers for whole rates and durations,
 * so sums of them are exact (up to 2^53: 24 hours at 100,000 per second).
 */
interface Piece {
  fromUs: number
  untilUs: number
  fromRate: number
  untilRate: number
  fromArea: number
  untilArea: number
}

/**
 * When arrivals are due, as a pure function of their number: the instant at which the integral of the rate reaches that
 * number. Each is computed from its own stage's start in closed form, so nothing adds up and nothing drifts.
 */
export class Arrivals {
  private pieces: readonly Piece[]
  private readonly timeUnitUs: number
  private readonly first: 0 | 1
  private readonly total: number

  /**
   * @param first the integral at which the first arrival is due
   * @param total how many there are; Infinity: as long as somebody takes them
   */
  constructor(pieces: readonly Piece[], timeUnitUs: number, first: 0 | 1, total: number) {
    this.pieces = pieces
    this.timeUnitUs = timeUnitUs
    this.first = first
    this.total = total
  }

  /**
   * Offset in microseconds at which arrival n (0-based) is due; Infinity when the plan has no such arrival. Of one that
   * was due before the rate changed: the offset of that change.
   */
  timeOf(n: number): number {
    if (n >= this.total) return Infinity
    const area = (n + this.first) * this.timeUnitUs
    const first = this.pieces[0]
    if (first !== undefined && area < first.fromArea) return first.fromUs // before the rate changed; forgotten
    const piece = this.pieces.find(({ fromArea, untilArea }) => untilArea > fromArea && area <= untilArea)
    return piece === undefined ? Infinity : timeAt(piece, area)
  }

  /** How many arrivals are due at that offset or before it. */
  countBy(offsetUs: number): number {
    const arrived = Math.floor(this.areaAt(offsetUs) / this.timeUnitUs) + 1 - this.first
    let count = Math.max(0, Math.min(arrived, this.total))
    // Rounding may put an arrival that is due at this very instant on its other side: `timeOf` decides.
    while (count < this.total && this.timeOf(count) <= offsetUs) count++
    while (count > 0 && this.timeOf(count - 1) > offsetUs) count--
    return count
  }

  /** From that offset on the rate is another. Arrivals due before it must have been taken: they are forgotten. */
  changeRate(offsetUs: number, rate: number): void {
    this.pieces = [levelPiece(offsetUs, Infinity, rate, this.areaAt(offsetUs))]
  }

  private areaAt(offsetUs: number): number {
    let area = this.pieces[0]?.fromArea ?? 0
    for (const piece of this.pieces) {
      if (offsetUs <= piece.fromUs) break
      area = offsetUs >= piece.untilUs ? piece.untilArea : areaWithin(piece, offsetUs)
    }
    return area
  }
}

/** As in k6: the first arrival at once, then one each timeUnit / rate, the last before the duration is over. */
export function constantArrivals(rate: number, timeUnitUs: number, durationUs: number): Arrivals {
  const piece = levelPiece(0, durationUs, rate, 0)
  return new Arrivals([piece], timeUnitUs, 0, Math.ceil(piece.untilArea / timeUnitUs))
}

/**
 * As in k6: the rate goes straight from one target to the next, a stage of zero length jumps, and arrival n is due when
 * the integral of the rate reaches n + 1: the first one a full interval after the begin, the last one at the very end if
 * the integral is a whole number there.
 */
export function rampingArrivals(startRate: number, stages: readonly Stage[], timeUnitUs: number): Arrivals {
  const pieces: Piece[] = []
  let fromRate = startRate
  let fromUs = 0
  let fromArea = 0
  for (const { durationUs, target } of stages) {
    const untilUs = fromUs + durationUs
    const untilArea = fromArea + ((fromRate + target) * durationUs) / 2
    if (durationUs > 0) pieces.push({ fromUs, untilUs, fromRate, untilRate: target, fromArea, untilArea })
    fromRate = target
    fromUs = untilUs
    fromArea = untilArea
  }
  return new Arrivals(pieces, timeUnitUs, 1, Math.floor(fromArea / timeUnitUs))
}

/** A rate that is set from outside: it begins with `rate`, and `changeRate` sets it anew. The first arrival at once. */
export function controlledArrivals(rate: number, timeUnitUs: number): Arrivals {
  return new Arrivals([levelPiece(0, Infinity, rate, 0)], timeUnitUs, 0, Infinity)
}

function levelPiece(fromUs: number, untilUs: number, rate: number, fromArea: number): Piece {
  const untilArea = fromArea + (rate === 0 ? 0 : rate * (untilUs - fromUs))
  return { fromUs, untilUs, fromRate: rate, untilRate: rate, fromArea, untilArea }
}

/** The change of the rate per microsecond. */
function slopeOf({ fromUs, untilUs, fromRate, untilRate }: Piece): number {
  return (untilRate - fromRate) / (untilUs - fromUs)
}

function areaWithin(piece: Piece, offsetUs: number): number {
  const passedUs = offsetUs - piece.fromUs
  return piece.fromArea + passedUs * (piece.fromRate + (slopeOf(piece) * passedUs) / 2)
}

/**
 * Solves rate x + slope x^2 / 2 = area for x. Written with the root in the denominator, and from the end of a falling
 * line, so that every term is positive and no digits cancel (see "Numerical Recipes", section 5.6).
 */
function timeAt(piece: Piece, area: number): number {
  const slope = slopeOf(piece)
  if (slope < 0) return piece.untilUs - reach(piece.untilArea - area, piece.untilRate, -slope)
  return piece.fromUs + reach(area - piece.fromArea, piece.fromRate, slope)
}

function reach(area: number, rate: number, slope: number): number {
  return area <= 0 ? 0 : (2 * area) / (rate + Math.sqrt(rate * rate + 2 * slope * area))
}
