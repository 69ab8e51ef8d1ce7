/**
 * Draws one chart per frame: a screen with several of them, opened or told of a new second, would otherwise draw all of them in one task
 * and miss frames for it. The first is drawn a frame later than asked: that frame lays the page out already. Text measured before the
 * shipped font is there would be placed wrongly, so all wait for it (which is asked for after the layout, since the question forces one).
 */
const waiting = new Map<object, () => void>()
let isAwaited = false

/** Draws when its turn comes; a newer drawing of the same owner takes the place of an older one. */
export function drawSoon(owner: object, draw: () => void): void {
  waiting.set(owner, draw)
  if (isAwaited) return
  isAwaited = true
  requestAnimationFrame(() => requestAnimationFrame(() => void document.fonts.ready.then(drawNext)))
}

export function forgetDrawing(owner: object): void {
  waiting.delete(owner)
}

function drawNext(): void {
  const [next] = waiting
  if (next === undefined) {
    isAwaited = false
    return
  }
  const [owner, draw] = next
  waiting.delete(owner)
  isAwaited = waiting.size > 0
  if (isAwaited) requestAnimationFrame(drawNext)
  draw()
}
