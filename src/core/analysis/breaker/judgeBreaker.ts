import type { BreakerResult, BreakerSpan, BreakerState, BreakerVerdict } from '../../../shared/breaker.ts'
import type { Histogram } from '../../../shared/metrics/histogram.ts'
import type { BreakerExpectations, BreakerPlan } from '../../../shared/scenario/breaker.ts'
import { formatDuration } from '../../../shared/units.ts'

export interface BreakerEvidence extends Pick<BreakerResult, 'spans' | 'faults' | 'seconds' | 'probes'> {
  /** Faults that could not be switched. */
  troubles: readonly string[]
  /** Durations of refusals while it was open, in microseconds. */
  openRefusals: Histogram
}

/** A span of a known state: what the probe did not tell is left out. */
type KnownSpan = BreakerSpan & { state: BreakerState }

/** Judges every assertion of a plan on what was seen; each verdict says what was expected and what came, when. */
export function judgeBreaker(plan: BreakerPlan, evidence: BreakerEvidence): BreakerVerdict[] {
  const { expect, probe } = plan
  const known = joined(evidence.spans)
  const verdicts = [orderVerdict(expect.order, known, evidence, probe.everyMs)]
  if (evidence.troubles.length > 0) {
    const seen = evidence.troubles.join('; ')
    verdicts.unshift({ assertion: 'faults', ok: false, expected: 'every fault can be switched', seen })
  }
  if (expect.trigger) verdicts.push(triggerVerdict(expect.trigger, known, evidence, probe.everyMs))
  if (expect.opensWithinMs !== undefined) verdicts.push(opensVerdict(expect.opensWithinMs, known, evidence))
  if (expect.openForMs !== undefined) verdicts.push(openForVerdict(expect.openForMs, known, probe.everyMs))
  if (expect.whileOpen) verdicts.push(whileOpenVerdict(expect.whileOpen, evidence.openRefusals))
  if (expect.recoversWithinMs !== undefined) verdicts.push(recoveryVerdict(expect.recoversWithinMs, known, evidence))
  return verdicts
}

/** Known states one after the other; a gap in which the probe told nothing belongs to neither. */
function joined(spans: readonly BreakerSpan[]): KnownSpan[] {
  const known: KnownSpan[] = []
  for (const { state, fromMs, toMs } of spans) {
    if (state === null) continue
    const last = known.at(-1)
    if (last?.state === state) last.toMs = toMs
    else known.push({ state, fromMs, toMs })
  }
  return known
}

/**
 * The states must come in their order, as often as a fault makes them. While a fault is on, a trial that fails may open the breaker
 * again (HALF_OPEN to OPEN); after its end that is a failed recovery.
 */
function orderVerdict(
  order: readonly BreakerState[],
  known: readonly KnownSpan[],
  { faults, probes }: BreakerEvidence,
  everyMs: number,
): BreakerVerdict {
  const verdict = (ok: boolean, seen: string): BreakerVerdict => ({
    assertion: 'order',
    ok,
    expected: order.join(', '),
    seen,
  })
  const [first] = known
  if (first === undefined) return verdict(false, `the probe told no state in ${probes} answers`)
  if (first.state !== order[0]) {
    return verdict(
      false,
      `it was ${first.state} when the watch began, at ${at(first.fromMs)}; ${order[0]} was expected`,
    )
  }
  let place = 0
  for (const span of known.slice(1)) {
    const current = order[place]
    const next = order[place + 1] ?? order[1]
    const faultIsOn = faults.some(
      ({ fromMs, toMs }) => fromMs <= span.fromMs && (toMs === null || span.fromMs <= toMs + everyMs),
    )
    if (span.state === next) place = order[place + 1] === undefined ? 1 : place + 1
    else if (current === 'HALF_OPEN' && span.state === 'OPEN' && faultIsOn && order[place - 1] === 'OPEN') place--
    else return verdict(false, brokenOrder(current, next, span, everyMs))
  }
  if (place === order.length - 1) return verdict(true, known.map(({ state }) => state).join(', '))
  const last = known.at(-1) ?? first
  const seen = `it stayed ${last.state} from ${at(last.fromMs)} to the end, at ${at(last.toMs)}; ${order[place + 1]} never came`
  return verdict(false, seen)
}

function brokenOrder(
  current: BreakerState | undefined,
  next: BreakerState | undefined,
  span: KnownSpan,
  everyMs: number,
): string {
  const went = `at ${at(span.fromMs)} it went from ${current} to ${span.state}; ${next} was expected`
  if (current === 'HALF_OPEN' && span.state === 'OPEN')
    return `${went}: a trial call failed although the fault was over`
  return `${went} (asked every ${ms(everyMs)}: a shorter state is not seen)`
}

function triggerVerdict(
  { failures, withinMs, counted }: NonNullable<BreakerExpectations['trigger']>,
  known: readonly KnownSpan[],
  { seconds }: BreakerEvidence,
  everyMs: number,
): BreakerVerdict {
  const limit = `${failures} failures within ${ms(withinMs)}`
  const verdict = (ok: boolean, seen: string): BreakerVerdict => ({
    assertion: 'trigger',
    ok,
    expected: `it opens on ${limit} (${counted.text})`,
    seen,
  })
  /** Failures in the seconds that begin at or after `fromMs` and before `toMs`. */
  const countIn = (fromMs: number, toMs: number): number =>
    seconds.reduce(
      (sum, { second, failed }) => (second * 1000 >= fromMs && second * 1000 < toMs ? sum + failed : sum),
      0,
    )
  const opened = known.findIndex(({ state }) => state === 'OPEN')
  const open = known[opened]
  if (open === undefined) {
    const most = Math.max(
      0,
      ...seconds.map(({ second }) => countIn((second + 1) * 1000 - withinMs, (second + 1) * 1000)),
    )
    const why = most < failures ? ': the load made too few calls fail to open it' : ''
    return verdict(false, `it never opened; at most ${most} failures came within ${ms(withinMs)}${why}`)
  }
  // Seconds are counted as a whole: the one in which it was first seen open belongs to both sides.
  const seen = countIn(Math.floor((open.fromMs - withinMs) / 1000) * 1000, open.fromMs + everyMs)
  if (seen < failures) return verdict(false, `it opened at ${at(open.fromMs)} after ${seen} failures`)
  const before = known[opened - 1]
  const lastClosedMs = before?.state === 'CLOSED' ? before.toMs : -Infinity
  for (const { second } of seconds) {
    const endMs = (second + 1) * 1000
    if (endMs > lastClosedMs) break
    const came = countIn(endMs - withinMs + 1000, endMs)
    if (came >= failures) {
      return verdict(false, `it was still CLOSED at ${at(lastClosedMs)}, after ${came} failures by ${at(endMs)}`)
    }
  }
  return verdict(true, `it opened at ${at(open.fromMs)} after ${seen} failures`)
}

function opensVerdict(limitMs: number, known: readonly KnownSpan[], { faults }: BreakerEvidence): BreakerVerdict {
  const verdict = (ok: boolean, seen: string): BreakerVerdict => ({
    assertion: 'opensWithin',
    ok,
    expected: `it opens within ${ms(limitMs)} of the fault`,
    seen,
  })
  const fault = faults[0]
  if (fault === undefined) return verdict(false, 'no fault was switched on')
  const open = known.find(({ state, fromMs }) => state === 'OPEN' && fromMs >= fault.fromMs)
  if (open === undefined) return verdict(false, `it did not open after ${fault.name} began at ${at(fault.fromMs)}`)
  const tookMs = open.fromMs - fault.fromMs
  return verdict(tookMs <= limitMs, `it opened ${ms(tookMs)} after ${fault.name} began`)
}

/** A state is seen from its first answer to its last: how long it really lasted is known to one interval of the probe. */
function openForVerdict(
  { least, most }: NonNullable<BreakerExpectations['openForMs']>,
  known: readonly KnownSpan[],
  everyMs: number,
): BreakerVerdict {
  const expected = `it stays open for ${most === Infinity ? `at least ${ms(least)}` : `${ms(least)} to ${ms(most)}`}`
  const verdict = (ok: boolean, seen: string): BreakerVerdict => ({ assertion: 'openFor', ok, expected, seen })
  const lasted = known.flatMap((span, index) => {
    const next = known[index + 1]
    return span.state === 'OPEN' && next !== undefined ? [{ fromMs: span.fromMs, ms: next.fromMs - span.fromMs }] : []
  })
  if (lasted.length === 0) return verdict(false, 'it was never seen open until another state came')
  const wrong = lasted.find((open) => open.ms + everyMs < least || open.ms - everyMs > most)
  if (wrong !== undefined) return verdict(false, `it was open for ${ms(wrong.ms)} from ${at(wrong.fromMs)}`)
  return verdict(true, lasted.map((open) => ms(open.ms)).join(', '))
}

function whileOpenVerdict(
  { underMs, counted }: NonNullable<BreakerExpectations['whileOpen']>,
  refusals: Histogram,
): BreakerVerdict {
  const verdict = (ok: boolean, seen: string): BreakerVerdict => ({
    assertion: 'whileOpen',
    ok,
    expected: `calls are refused in less than ${ms(underMs)} while it is open (P95 of ${counted.text})`,
    seen,
  })
  if (refusals.count === 0) return verdict(false, 'nothing was refused in a whole second in which it was open')
  const p95Us = refusals.percentile(95)
  const counts = `${refusals.count} refused, P95 ${formatDuration(p95Us)}, slowest ${formatDuration(refusals.max)}`
  return verdict(p95Us < underMs * 1000, counts)
}

function recoveryVerdict(limitMs: number, known: readonly KnownSpan[], { faults }: BreakerEvidence): BreakerVerdict {
  const verdict = (ok: boolean, seen: string): BreakerVerdict => ({
    assertion: 'recoversWithin',
    ok,
    expected: `it is closed again within ${ms(limitMs)} of the fault's end`,
    seen,
  })
  const fault = faults.findLast(({ toMs }) => toMs !== null)
  const last = known.at(-1)
  if (fault?.toMs === undefined || fault.toMs === null) return verdict(false, 'no fault ended')
  if (last?.state !== 'CLOSED') return verdict(false, `it was ${last?.state ?? 'not seen'} at the end, not CLOSED`)
  const tookMs = Math.max(0, last.fromMs - fault.toMs)
  return verdict(tookMs <= limitMs, `it was closed ${ms(tookMs)} after ${fault.name} ended`)
}

/** A moment of the run: `1:02.3`. */
function at(atMs: number): string {
  const tenths = Math.max(0, Math.round(atMs / 100))
  const minutes = Math.floor(tenths / 600)
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`
}

function ms(duration: number): string {
  return formatDuration(duration * 1000)
}
