import type { Tags } from '../../../shared/metrics/series.ts'

/** One sample of a scrape. */
export interface ScrapedSample {
  name: string
  labels: Tags
  value: number
}

export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'

export interface Scrape {
  samples: readonly ScrapedSample[]
  /** By family: the name without _bucket, _sum, _count. */
  types: ReadonlyMap<string, FamilyType>
}

const MOST_SAMPLES = 20_000
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary'])
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' }

/**
 * Parses Prometheus' text format 0.0.4, and OpenMetrics 1.0 as far as it is the same (exemplars and timestamps are left out).
 * There is no maintained parser on npm; the format is a line each.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/
 * @throws Error naming the first line that does not keep to it, or that there are too many
 */
export function parsePrometheus(text: string): Scrape {
  const samples: ScrapedSample[] = []
  const types = new Map<string, FamilyType>()
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const trimmed = line.trim()
    if (trimmed === '') continue
    if (trimmed.startsWith('#')) {
      const [, keyword, family, type = ''] = trimmed.split(/\s+/)
      if (keyword === 'TYPE' && family !== undefined) {
        types.set(family, TYPES.has(type) ? (type as FamilyType) : 'untyped')
      }
      continue
    }
    if (samples.length >= MOST_SAMPLES) throw new Error(`it has more than ${MOST_SAMPLES} samples`)
    const sample = parseSample(trimmed)
    if (sample === undefined) throw new Error(`line ${number} is not in Prometheus' text format`)
    samples.push(sample)
  }
  return { samples, types }
}

function parseSample(line: string): ScrapedSample | undefined {
  NAME.lastIndex = 0
  const name = NAME.exec(line)?.[0]
  if (name === undefined) return undefined
  let at = name.length
  let labels: Tags = {}
  if (line[at] === '{') {
    const read = parseLabels(line, at + 1)
    if (read === undefined) return undefined
    ;({ labels, at } = read)
  }
  const [text = ''] = line.slice(at).trim().split(/\s+/)
  const value = parseValue(text)
  return value === undefined ? undefined : { name, labels, value }
}

function parseLabels(line: string, from: number): { labels: Tags; at: number } | undefined {
  const labels: Record<string, string> = {}
  let at = from
  for (;;) {
    while (line[at] === ' ' || line[at] === ',') at++
    if (line[at] === '}') return { labels, at: at + 1 }
    NAME.lastIndex = at
    const label = NAME.exec(line)?.[0]
    if (label === undefined) return undefined
    at += label.length
    while (line[at] === ' ') at++
    if (line[at] !== '=') return undefined
    at++
    while (line[at] === ' ') at++
    if (line[at] !== '"') return undefined
    let value = ''
    for (at++; line[at] !== '"'; at++) {
      if (at >= line.length) return undefined
      if (line[at] === '\\') value += ESCAPES[line[++at] ?? ''] ?? `\\${line[at] ?? ''}`
      else value += line[at]
    }
    labels[label] = value
    at++
  }
}

function parseValue(text: string): number | undefined {
  if (/^[+]?Inf$/i.test(text)) return Infinity
  if (/^-Inf$/i.test(text)) return -Infinity
  if (/^NaN$/i.test(text)) return NaN
  const value = Number(text)
  return text === '' || Number.isNaN(value) ? undefined : value
}
