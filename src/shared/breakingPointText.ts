import type { BreakingPoint } from './run.ts'
import { formatCount, formatVUs } from './units.ts'

/** A level of load: `12 VUs`, `40 iterations per time unit` (the scenario's). */
export function levelText({ raise }: Pick<BreakingPoint, 'raise'>, level: number): string {
  return raise === 'vus' ? formatVUs(level) : `${formatCount(level)} iterations per time unit`
}

/** What a breaking-point executor found, in a sentence. */
export function breakingPointSentence(result: BreakingPoint): string {
  const { highestHeld, lowestBroken, brokenBy } = result
  const by = brokenBy === undefined ? '' : `: ${brokenBy}`
  const show = (level: number): string => levelText(result, level)
  if (highestHeld === null && lowestBroken === null) return 'No level was judged.'
  if (highestHeld === null) return `No level held. The lowest that was tried, ${show(lowestBroken ?? 0)}, broke${by}.`
  if (lowestBroken === null) return `${show(highestHeld)} held, and nothing broke: the limit lies higher.`
  return `${show(highestHeld)} held; ${show(lowestBroken)} broke${by}. The limit lies between them.`
}
