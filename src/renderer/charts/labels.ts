/** Words at a height of a chart, from their left edge on. */
export interface Label {
  text: string
  /** Of its middle. */
  y: number
  width: number
}

export const LABEL_HEIGHT_PX = 16
const GAP_PX = 6

/**
 * Left edges for labels of which none covers another: beside each other where their heights are too near.
 * @returns in the order of the labels; `left` where the width has no room for one more
 */
export function placeLabels(labels: readonly Label[], left: number, right: number): number[] {
  const placed: { x: number; label: Label }[] = []
  return labels.map((label) => {
    const ends = placed
      .filter((one) => Math.abs(one.label.y - label.y) < LABEL_HEIGHT_PX)
      .map((one) => one.x + one.label.width + GAP_PX)
    const x = Math.max(left, ...ends)
    const fits = x + label.width <= right
    placed.push({ x: fits ? x : left, label })
    return fits ? x : left
  })
}
