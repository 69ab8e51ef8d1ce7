import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import type { BreakerResult } from '../../../shared/breaker.ts'
import type { RunSummary } from '../../../shared/summary.ts'
import { EXEMPLAR, LOAD, livePoint, runStart } from '../../store/testing/runData.ts'
import { type ReportedRun, htmlReport } from './page.ts'

const HOSTILE = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`

function reportedRun(seconds: number, changes: Partial<ReportedRun> = {}, text = 'browse'): ReportedRun {
  const durations = new Histogram()
  for (let value = 1; value <= 1000; value++) durations.record(value * 100)
  const summary: RunSummary = {
    run: {
      id: 'run-1',
      name: text,
      scenario: text,
      startedAtMs: 0,
      durationMs: seconds * 1000,
      status: 'failed',
      validity: 'doubtful',
      reasons: [{ about: 'measurement', text: `late ${text}` }],
    },
    metrics: {},
    thresholds: [
      { metric: 'http_req_duration', expression: 'p(95)<20', value: 31.4, limit: 20, ok: false, aborted: false },
    ],
    steps: [{ name: text, count: 10, rate: 1, p50: 1, p95: 2, p99: 3, failed: 0 }],
    checks: [{ name: text, passes: 1, fails: 1 }],
    failures: [],
    load: LOAD,
  }
  const { machine, baseUrl } = runStart('run-1')
  return {
    summary,
    baseUrl,
    machine,
    scenarioText: text,
    points: Array.from({ length: seconds }, (_, second) => livePoint(second)),
    events: [{ atMs: 1000, kind: 'note', level: 'info', text }],
    exemplars: [{ ...EXEMPLAR, step: text, response: { status: 500, headers: { [text]: text }, bodyExcerpt: text } }],
    durations,
    tags: [],
    phases: [],
    heatMap: null,
    ...changes,
  }
}

/** Of an element's text, as browsers reckon it for the policy. */
function hashOf(page: string, element: string): string {
  const text = new RegExp(`<${element}>([^]*?)</${element}>`).exec(page)?.[1] ?? ''
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

describe('the HTML report', () => {
  it('says the verdict, why, and whether the measurement can be trusted, before any figure', () => {
    const page = htmlReport(reportedRun(30))
    const places = [
      '✗ Failed',
      'P95 response time: 31.4 ms, target below 20.0 ms: missed',
      'doubtful',
      'late browse',
      'P99.9',
    ].map((text) => page.indexOf(text))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
    expect(page).toContain('11.4 ms (57.0 %) over')
  })

  it('keeps texts of the run texts, wherever they stand', () => {
    const page = htmlReport(reportedRun(30, {}, HOSTILE))
    expect(page).not.toContain('<img')
    expect(page).not.toContain('<script>alert')
    expect(page.match(/<script>/g)).toHaveLength(1)
    expect(page.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(8)
  })

  it('lets nothing in but its own style and script, and asks for nothing from a network', () => {
    const page = htmlReport(reportedRun(30))
    expect(page.replaceAll('&#39;', "'")).toContain(
      `default-src 'none'; style-src '${hashOf(page, 'style')}'; script-src '${hashOf(page, 'script')}'; base-uri`,
    )
    expect(page.replaceAll('http://127.0.0.1:4700', '')).not.toMatch(
      /(?:src|href)=|https?:\/\/\w|\b(?:fetch|import)\(|XMLHttpRequest|url\(|@import| style=/,
    )
  })

  it('stays below 2 MB for a run of a day, and shows the worst second where a point stands for several', () => {
    const run = reportedRun(86_400)
    const points = run.points.map((point) => (point.second === 40_000 ? { ...point, p95Us: 7_770_000 } : point))
    // As many cells as there can be, every one of them full.
    const heatMap = {
      columnSeconds: 720,
      columns: 120,
      edgesUs: Array.from({ length: 49 }, (_, edge) => 10 ** (edge / 10)),
      counts: Array.from({ length: 120 * 48 }, (_, cell) => 1 + (cell % 97)),
    }
    const page = htmlReport({ ...run, points, heatMap })
    // With room for what ranges are merged from.
    expect(page.length).toBeLessThan(1_000_000)
    expect(page).toContain('A point stands for 144 s')
    expect(page).toContain('<td>7.77 s</td>')
  })

  it('gives a run without a failure an axis of small shares', () => {
    const run = reportedRun(30)
    const page = htmlReport({ ...run, points: run.points.map(({ second }) => livePoint(second, { failedShare: 0 })) })
    const errors = page.slice(page.indexOf('aria-label="Error rate"'), page.indexOf('aria-label="Virtual users"'))
    expect(errors).toContain('>1.0 %</text')
    expect(errors).not.toContain('>100.0 %</text')
  })

  it('begins an axis of milliseconds at 0 ms', () => {
    const page = htmlReport(reportedRun(30))
    expect(page).toContain('>0 ms</text')
    expect(page).not.toContain('>0 µs</text')
  })

  it('draws percentiles up to the last request and leaves charts without values out', () => {
    const page = htmlReport(reportedRun(30))
    expect(page).toContain('>99.9 %</text>')
    expect(page).not.toContain('>99.99 %</text>')
    const empty = htmlReport(reportedRun(0, { durations: new Histogram() }))
    const shown = empty.slice(0, empty.indexOf('<script'))
    expect(shown).not.toContain('<figure')
    expect(shown).not.toContain('NaN')
  })

  it('offers no range of an imported run without its seconds, and says that and what else nobody can tell', () => {
    const { summary } = reportedRun(30)
    const origin = { tool: 'Artillery', format: 'Artillery JSON', lacks: ['seconds', 'histogram'] } as const
    const imported = { ...summary, run: { ...summary.run, origin }, thresholds: [] }
    const changes = { summary: imported, durations: new Histogram() }
    const page = htmlReport(reportedRun(30, changes))
    expect(page).toContain('Artillery JSON cannot tell how the run went second by second')
    expect(page).toContain('<h3>Response time as Artillery tells it</h3>')
    expect(page).toContain('The results of Artillery were imported without targets.')
    expect(page).not.toContain('per second</h3>')
    expect(page).not.toContain('<form')
    const none = htmlReport(reportedRun(30, { ...changes, points: [] }))
    expect(none).toContain('Artillery JSON does not tell how the run went over time.')
  })

  it('draws the states of a circuit breaker as a timeline, with a name on whatever is too short for its word', () => {
    const { summary } = reportedRun(100)
    const breaker: BreakerResult = {
      name: HOSTILE,
      spans: [
        { state: 'CLOSED', fromMs: 0, toMs: 50_000 },
        { state: 'HALF_OPEN', fromMs: 50_000, toMs: 50_400 },
        { state: 'OPEN', fromMs: 50_400, toMs: 100_000 },
      ],
      faults: [{ name: HOSTILE, fromMs: 20_000, toMs: 40_000 }],
      // Every second of an hour: what lies nearer than a pixel is one shape.
      seconds: Array.from({ length: 3600 }, (_, second) => ({ second, failed: 1, refused: 0 })),
      probes: 10,
      unanswered: 0,
      verdicts: [],
      ok: true,
    }
    const page = htmlReport(reportedRun(100, { summary: { ...summary, breaker } }))
    // The axis goes from 150 to 970.
    expect(page).toContain('<rect class="CLOSED" x="150.0" y="0" width="410.0" height="20" />')
    expect(page).toMatch(/<text class="word"[^>]*>CLOSED</)
    expect(page).toContain('<title>HALF_OPEN from 0:50 for 400 ms</title>')
    expect(page).not.toMatch(/<text class="word"[^>]*>HALF-OPEN</)
    expect(page).toMatch(/<td[^>]*>HALF-OPEN</)
    expect(page.match(/<rect class="failed"/g)).toHaveLength(1)
    expect(page).not.toContain('<img')
  })

  it('draws what was in which state, each in its row', () => {
    const points = Array.from({ length: 100 }, (_, second) =>
      livePoint(second, { observed: { 'observed.health{observer:database}': second < 25 ? 1 : 0 } }),
    )
    const page = htmlReport(reportedRun(100, { points }))
    expect(page).toContain('<rect class="good" x="150.0" y="0" width="205.0" height="20" />')
    expect(page).toMatch(/<rect class="bad" x="355.0"/)
  })

  it('has the figures by tag, those of the scenario first, and no more values than can be read', () => {
    const row = { count: 5, rate: 0.5, p50Us: 1000, p95Us: Number.NaN, p99Us: 3000, failedShare: 0 }
    const tags = [
      { tag: 'method', value: 'GET', ...row },
      { tag: 'group', value: '::cart::pay', ...row },
      ...Array.from({ length: 35 }, (_, index) => ({ tag: 'shop', value: `shop ${index}`, ...row, count: index })),
    ]
    const page = htmlReport(reportedRun(30, { tags }))
    const rows = [...page.matchAll(/<td[^>]*>(shop|method|group)<\/td>\s*<td[^>]*>([^<]*)<\/td>/g)].map(
      ([, tag, value]) => [tag, value],
    )
    expect(rows[0]).toEqual(['shop', 'shop 34'])
    expect(rows.slice(29)).toEqual([
      ['shop', 'shop 5'],
      ['shop', 'and 5 more'],
      ['group', 'cart / pay'],
      ['method', 'GET'],
    ])
    expect(page).toMatch(/<td[^>]*>–</)
  })

  it('shows the one second of a run that was aborted as a dot', () => {
    const page = htmlReport(reportedRun(1, { points: [livePoint(0)] }))
    expect(page).toMatch(/<path class="dots line blue" d="M78\.0 [\d.]+h0" \/>/)
  })

  it('draws requests by time and duration, with a table of the same', () => {
    // Two columns of 10 s, three rows; four times as many requests are twice as strong.
    const heatMap = { columnSeconds: 10, columns: 2, edgesUs: [1000, 2000, 3000, 4000], counts: [1, 0, 0, 0, 0, 36] }
    const page = htmlReport(reportedRun(20, { heatMap }))
    expect(page).toContain('<path class="heat heat1" d="M78.0 152.7H524.0V222.0H78.0z" />')
    expect(page).toContain('<path class="heat heat6" d="M524.0 14.0H970.0V83.3H524.0z" />')
    expect(page).toMatch(
      /data-at="0.7500">\s*<th scope="row">0:10 to 0:20<\/th>\s*<td>36<\/td><td>36 requests took 3.00 ms to 4.00 ms/,
    )
  })

  it('has the phases of requests, and what breaking-point executors found', () => {
    const { summary } = reportedRun(30)
    const phases = [{ metric: 'http_req_waiting', count: 3, meanUs: 5000, p50Us: 4000, p95Us: 9000, p99Us: Number.NaN }]
    const level = { level: 40, held: true, startedAtMs: 65_000 }
    const found = { executor: 'up', raise: 'rate' as const, highestHeld: 40, lowestBroken: 50, brokenBy: 'p(95)<9' }
    const breakingPoints = [{ ...found, levels: [level, { ...level, level: 50, held: false }] }]
    const page = htmlReport(reportedRun(30, { phases, summary: { ...summary, breakingPoints } }))
    expect(page).toMatch(
      /Waiting for the first byte<\/td>\s*<td[^>]*>5.00 ms<\/td><td[^>]*>4.00 ms<\/td><td[^>]*>9.00 ms<\/td><td[^>]*>–</,
    )
    expect(page).toContain('up: 40 iterations per time unit held; 50 iterations per time unit broke: p(95)&lt;9.')
    expect(page).toMatch(/✗ Broke<\/span><\/td><td[^>]*>50 iterations per time unit<\/td><td[^>]*>1:05</)
  })
})
