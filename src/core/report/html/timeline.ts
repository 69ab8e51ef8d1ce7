import type { Track, TrackPart } from '../../../shared/breakerTracks.ts'
import { type StateStrip, type StripState, goodness } from '../../../shared/observedCharts.ts'
import { formatClock } from '../../../shared/units.ts'
import { at } from './chart.ts'
import { type Markup, NOTHING, markup } from './markup.ts'
import { timeTicks } from './timeTicks.ts'

const WIDTH = 1000
const LEFT = 150
const RIGHT = 970
const ROW = 26
const BAR = 20
const MOST_LABEL = 22
/** A word of the drawing takes about so much for each letter, and for its margins. */
const LETTER = 6.6
const MARGINS = 10

/** What was in which state when, a row each. @param endMs where the axis of time ends */
export function drawTimeline(title: string, tracks: readonly Track[], endMs: number): Markup {
  if (tracks.length === 0 || endMs <= 0) return NOTHING
  const x = (ms: number): number => LEFT + (Math.min(ms, endMs) / endMs) * (RIGHT - LEFT)
  const bottom = tracks.length * ROW
  const ticks = timeTicks({ from: 0, to: endMs / 1000 })
  return markup`<figure class="timeline">
    <svg viewBox="0 0 ${WIDTH} ${bottom + 22}" role="img" aria-label="${title}">
      ${tracks.map((track, index) => drawTrack(track, index * ROW, x))}
      ${ticks.map(({ second, text }) => markup`<text x="${at(x(second * 1000))}" y="${bottom + 15}" text-anchor="middle">${text}</text>`)}
    </svg>
  </figure>`
}

function drawTrack({ label, parts }: Track, top: number, x: (ms: number) => number): Markup {
  const short = label.length > MOST_LABEL ? `${label.slice(0, MOST_LABEL - 1)}…` : label
  return markup`<g
    ><text x="0" y="${top + 14}">${short}<title>${label}</title></text
    ><rect class="lane" x="${LEFT}" y="${top}" width="${RIGHT - LEFT}" height="${BAR}" />${joined(parts, x).map(
      (part) => drawPart(part, top, x),
    )}</g
  >`
}

function drawPart({ look, fromMs, toMs, word, title }: TrackPart, top: number, x: (ms: number) => number): Markup {
  const width = Math.max(1, x(toMs) - x(fromMs))
  const hasRoom = word !== '' && width >= word.length * LETTER + MARGINS
  return markup`<g
    ><title>${title}</title><rect class="${look}" x="${at(x(fromMs))}" y="${top}" width="${at(width)}" height="${BAR}" />${
      hasRoom ? markup`<text class="word" x="${at(x(fromMs) + 5)}" y="${top + 14}">${word}</text>` : NOTHING
    }</g
  >`
}

/** Wordless parts that nobody could tell apart become one, so that a long run's file stays short. */
function joined(parts: readonly TrackPart[], x: (ms: number) => number): TrackPart[] {
  const found: TrackPart[] = []
  for (const part of parts) {
    const last = found.at(-1)
    if (last?.look === part.look && part.word === '' && x(part.fromMs) - x(last.toMs) < 1) {
      const title = `${part.look} from ${formatClock(last.fromMs)} to ${formatClock(part.toMs)}`
      found[found.length - 1] = { ...last, toMs: part.toMs, title }
    } else found.push(part)
  }
  return found
}

/** States of systems as rows of a timeline. */
export function stripTracks(strips: readonly StateStrip[]): Track[] {
  return strips.map(({ label, spans }) => ({
    label,
    parts: spans.map(({ state, fromMs, toMs }) => ({
      look: lookOf(state),
      fromMs,
      toMs,
      word: state,
      title: `${state} from ${formatClock(fromMs)} to ${formatClock(toMs)}`,
    })),
  }))
}

function lookOf(state: StripState): string {
  const good = goodness(state)
  return good === 1 ? 'good' : good === 0 ? 'bad' : 'between'
}
