import { HeadroomError } from './errors.ts'

const UNIT_US: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1e3, s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6 }
const PART = /(\d+(?:\.\d+)?)(us|µs|ms|s|m|h|d)/gy

/**
 * A duration as k6 writes it: `1m30s`, `500ms`, `0`, or a number of milliseconds.
 * @returns microseconds
 * @throws HeadroomError DURATION_INVALID
 */
export function parseDuration(text: string | number): number {
  if (typeof text === 'number' || /^\d+(\.\d+)?$/.test(text.trim())) {
    const ms = Number(text)
    if (Number.isFinite(ms) && ms >= 0) return Math.round(ms * 1e3)
  } else {
    const compact = text.replaceAll(' ', '')
    let total = 0
    let end = 0
    for (const part of compact.matchAll(PART)) {
      total += Number(part[1]) * (UNIT_US[part[2] as string] as number)
      end = part.index + part[0].length
    }
    if (end > 0 && end === compact.length) return Math.round(total)
  }
  throw new HeadroomError({
    code: 'DURATION_INVALID',
    message: `"${text}" is not a duration.`,
    hint: 'Write it like 30s, 1m30s, 500ms, or as a number of milliseconds.',
  })
}

/** Three significant digits and a unit: `8.42 ms`, `1.24 s`, `950 µs`, `2m 05s` from two minutes on. */
export function formatDuration(us: number | null): string {
  if (us === null || !Number.isFinite(us)) return '–'
  if (us < 999.5) return `${digits(us)} µs`
  if (us < 999_500) return `${digits(us / 1e3)} ms`
  if (us < 120e6) return `${digits(us / 1e6)} s`
  const seconds = Math.round(us / 1e6)
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`
  return `${Math.floor(seconds / 3600)}h ${pad(Math.floor((seconds % 3600) / 60))}m`
}

/** Nothing in the unit of another figure: `0 ms` beside `20.0 ms`; beside minutes and hours it is seconds. */
export function zeroLike(figure: string): string {
  const [, unit = ' s'] = /^[\d.,]+(\D*)$/.exec(figure) ?? []
  return `0${unit}`
}

/** What a request took, in all or in a phase; a dash when it took nothing: it was never sent, or had no such phase. */
export function formatSpent(us: number | null): string {
  return formatDuration(us === 0 ? null : us)
}

/** Time since the start of a run, for axes and clocks: `m:ss`, `h:mm:ss` from an hour on. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`
}

/** `1,234 req/s`, `8.42 req/s`. */
export function formatRate(perSecond: number, unit = 'req/s'): string {
  return `${perSecond < 100 ? digits(perSecond) : formatCount(perSecond)} ${unit}`
}

/** A share 0..1 as percent: one digit, more when small: `12.3 %`, `0.04 %`, `0 %`. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return '–'
  const percent = share * 100
  if (percent === 0) return '0 %'
  if (percent >= 0.1) return `${percent.toFixed(1)} %`
  return `${Number(percent.toPrecision(1))} %`
}

/** A change, given as a share, with its sign: `+8.4 %`, `−0.42 points`. What rounds to nothing has no direction: `±0 %`. */
export function formatChange(share: number, unit = '%', places = 1): string {
  if (!Number.isFinite(share)) return '–'
  const size = Math.abs(share * 100).toFixed(places)
  if (Number(size) === 0) return `±0 ${unit}`
  return `${share > 0 ? '+' : '−'}${size} ${unit}`
}

/** Whole number with thousands separators. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** `1 VU`, `1,200 VUs`. */
export function formatVUs(count: number): string {
  return `${formatCount(count)} ${Math.round(count) === 1 ? 'VU' : 'VUs'}`
}

/** `1.50 kB`, `3.20 MB`: powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? Math.round(value) : digits(value)} ${units[unit]}`
}

/** Three significant digits, without an exponent. */
function digits(value: number): string {
  if (value === 0) return '0'
  const rounded = Number(value.toPrecision(3))
  const whole = Math.max(1, Math.floor(Math.log10(Math.abs(rounded))) + 1)
  return rounded.toFixed(Math.max(0, Math.min(2, 3 - whole)))
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
