/**
 * Draws one chart per frame: a screen with several of them, told of a new second, would otherwise draw all of them in one task
 * and miss frames for it. The first is drawn a frame later than asked: that frame lays the page out already.
 */
const waiting = new Map<object, () => void>()
let frame = 0

/** Draws when its turn comes; a newer drawing of the same owner takes the place of an older one. */
export function drawSoon(owner: object, draw: () => void): void {
  waiting.set(owner, draw)
  if (frame !== 0) return
  frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(drawNext)
  })
}

/** Draws again when its turn comes, unless something newer is about to be drawn anyway. */
export function drawAgainSoon(owner: object, draw: () => void): void {
  if (!waiting.has(owner)) drawSoon(owner, draw)
}

export function forgetDrawing(owner: object): void {
  waiting.delete(owner)
}

function drawNext(): void {
  frame = 0
  const [next] = waiting
  if (next === undefined) return
  const [owner, draw] = next
  waiting.delete(owner)
  if (waiting.size > 0) frame = requestAnimationFrame(drawNext)
  draw()
}
