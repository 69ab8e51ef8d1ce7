import type { AnnotationOptions } from 'chartjs-plugin-annotation'
import { CANVAS } from './colors.ts'
import type { Drawing } from './drawing.ts'
import type { ChartTarget } from './types.ts'

/** A target so many times above everything drawn would leave the data no room. */
const MOST_ABOVE = 5
const STACKED_PX = 18

/** Targets are in sight unless that would flatten the data. */
export function topOf({ targets, largest, leastTop }: Drawing): number {
  const near = targets.filter((target) => isNear(target, largest)).map(({ value }) => value * 1.05)
  return Math.max(leastTop, ...near)
}

function isNear({ value }: ChartTarget, largest: number): boolean {
  return largest === 0 || value <= largest * MOST_ABOVE
}

/** Marks and targets as the annotation plugin takes them. */
export function annotations(drawing: Drawing): Record<string, AnnotationOptions> {
  const palette = CANVAS[drawing.scheme]
  const lines: Record<string, AnnotationOptions> = {}
  // Before the targets, whose labels stay readable this way.
  for (const [index, mark] of drawing.marks.entries()) {
    lines[`mark${index}`] = {
      type: 'line',
      xMin: mark.atMs,
      xMax: mark.atMs,
      borderColor: palette.levels[mark.level],
      borderWidth: 1,
      borderDash: mark.level === 'info' ? [1, 3] : [],
    }
  }
  const label = {
    backgroundColor: palette.surface,
    color: palette.target,
    font: { size: 11, weight: 500 },
    padding: { x: 5, y: 2 },
    borderRadius: 2,
  } as const
  for (const [index, target] of drawing.targets.entries()) {
    if (!isNear(target, drawing.largest)) {
      lines[`target${index}`] = {
        ...label,
        type: 'label',
        content: `${target.label}, above this chart`,
        xValue: 0,
        yValue: ({ chart }) => chart.scales['y']?.max ?? 0,
        position: { x: 'start', y: 'start' },
        xAdjust: 6,
        yAdjust: 4 + index * STACKED_PX,
      }
      continue
    }
    lines[`target${index}`] = {
      type: 'line',
      yMin: target.value,
      yMax: target.value,
      borderColor: palette.target,
      borderWidth: 1.25,
      borderDash: [6, 4],
      label: { ...label, display: true, content: target.label, position: 'start', xAdjust: 6 },
    }
  }
  return lines
}
