import type { HttpResult } from './client.ts'

/** One entry of Server-Timing. */
export interface ServerTiming {
  name: string
  durationUs: number
}

const MOST_ENTRIES = 50
const ENTRY = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*(;.*)?$/s
const DURATION = /;\s*dur\s*=\s*([0-9.]+)/i
const QUOTED = /=\s*"((?:\\.|[^"\\])*)"?/g

/**
 * Adds the entries that carry a duration: `db;dur=12.3;desc="x", cache;dur=0.2`. Others are left out.
 * Source: https://www.w3.org/TR/server-timing/#the-server-timing-header-field
 */
export function parseServerTiming(text: string, into: ServerTiming[]): void {
  // Descriptions may hold commas, semicolons and what looks like a duration.
  const plain = text.includes('"') ? text.replaceAll(QUOTED, unquoteNumber) : text
  for (const entry of plain.split(',').slice(0, MOST_ENTRIES)) {
    const [, name, parameters] = ENTRY.exec(entry) ?? []
    const duration = parameters === undefined ? undefined : DURATION.exec(parameters)?.[1]
    const ms = Number(duration)
    if (name !== undefined && duration !== undefined && Number.isFinite(ms)) into.push({ name, durationUs: ms * 1000 })
  }
}

function unquoteNumber(_quoted: string, inside: string): string {
  return /^[\d.]+$/.test(inside) ? `=${inside}` : '='
}

/** In this order: the nearest to the server that says so itself. Values in which `hit` is a word are hits. */
const CACHE_HEADERS = [
  'cache-status',
  'cf-cache-status',
  'x-cache-status',
  'x-vercel-cache',
  'x-proxy-cache',
  'x-cache',
] as const
const HIT = /\b(?:(?:refresh|mem_|disk_)?hit|stale|revalidated|updating)\b/i
const MISS = /\b(?:miss|expired|pass|fwd=(?:uri-)?(?:miss|stale|vary-miss))\b|refreshmiss/i

/**
 * Whether an answer came from a cache, as its headers tell: X-Cache and its kin, Cache-Status (RFC 9211), else a positive Age.
 * @returns undefined when they do not tell, or say that it could not be cached (`DYNAMIC`, `BYPASS`)
 */
export function cacheVerdict(result: Pick<HttpResult, 'header'>): boolean | undefined {
  for (const name of CACHE_HEADERS) {
    const value = result.header(name)
    if (value === undefined) continue
    if (HIT.test(value)) return true
    return MISS.test(value) ? false : undefined
  }
  const age = result.header('age')
  return age !== undefined && Number(age) > 0 ? true : undefined
}
