/** A planned load as an SVG path, filled down to zero. */
export function planPath(
  points: readonly (readonly [number, number])[],
  { durationMs, top, width, height }: { durationMs: number; top: number; width: number; height: number },
): { line: string; area: string } {
  const x = (timeMs: number): string => ((timeMs / Math.max(1, durationMs)) * width).toFixed(1)
  const y = (value: number): string => (height - (value / Math.max(1e-9, top)) * height).toFixed(1)
  const line = points.map(([timeMs, value], index) => `${index === 0 ? 'M' : 'L'}${x(timeMs)} ${y(value)}`).join('')
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return { line: '', area: '' }
  return { line, area: `${line}L${x(last[0])} ${height}L${x(first[0])} ${height}Z` }
}
