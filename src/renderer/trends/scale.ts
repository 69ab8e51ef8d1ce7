/** The end of an axis above all values: 1, 2, 2.5 or 5 times a power of ten, times five ticks. */
export function niceTop(largest: number): number {
  if (!(largest > 0)) return 1
  const perTick = largest / 5
  const power = 10 ** Math.floor(Math.log10(perTick))
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= perTick * (1 - 1e-9)) ?? 10
  return 5 * step * power
}
