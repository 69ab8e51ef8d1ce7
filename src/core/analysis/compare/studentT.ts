const LARGE_DEGREES = 1e6

/** Share of Student's t distribution above `t`. @param degrees of freedom, need not be whole */
export function upperTail(t: number, degrees: number): number {
  if (t < 0) return 1 - upperTail(-t, degrees)
  const bounded = Math.min(degrees, LARGE_DEGREES)
  return incompleteBeta(bounded / (bounded + t * t), bounded / 2, 0.5) / 2
}

/** The t that a share `tail` (0..0.5) of the distribution exceeds. */
export function criticalValue(tail: number, degrees: number): number {
  let low = 0
  let high = 1
  while (upperTail(high, degrees) > tail && high < 1e9) high *= 2
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2
    if (upperTail(middle, degrees) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Regularized incomplete beta function by its continued fraction (DLMF 8.17.22, modified Lentz). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  return front / continuedFraction(x, a, b)
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let value = 1
  let c = 1
  let d = 0
  for (let index = 1; index <= 400; index++) {
    const half = index >> 1
    const term =
      index % 2 === 0
        ? (half * (b - half) * x) / ((a + index - 1) * (a + index))
        : (-(a + half) * (a + b + half) * x) / ((a + index - 1) * (a + index))
    d = 1 / (1 + term * d || tiny)
    c = 1 + term / c || tiny
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-13) break
  }
  return value
}

/** Stirling's series after shifting the argument above 8 (DLMF 5.11.1). */
function logGamma(argument: number): number {
  let shift = 0
  let z = argument
  for (; z < 8; z++) shift += Math.log(z)
  const inverse = 1 / z
  const series = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1260 - inverse ** 7 / 1680
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift
}
