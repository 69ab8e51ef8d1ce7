import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { LiveTick } from '../../shared/run.ts'
import type { RunSummary } from '../../shared/summary.ts'
import { bar, sparkline } from './bar.ts'
import { liveView, plainLine } from './liveView.ts'
import { summaryText } from './summaryText.ts'
import { numbers, table, words } from './table.ts'

const plain = pc.createColors(false)

const tick: LiveTick = {
  runId: 'abc-1',
  phase: 'running',
  elapsedMs: 15_000,
  plannedDurationMs: 30_000,
  point: {
    second: 14,
    p50Us: 8000,
    p95Us: 24_600,
    p99Us: 51_000,
    requestRate: 1234,
    failedShare: 0.01,
    iterationRate: 100,
    vus: 42,
    plannedVUs: 50,
    droppedIterations: 0,
  },
  total: { requests: 18_000, p50Us: 8000, p95Us: 31_400, p99Us: 60_000, failedShare: 0.004, requestRate: 1200 },
  steps: [
    { name: 'browse matches', count: 9000, rate: 600, p50Us: 8000, p95Us: 31_400, p99Us: 60_000, failedShare: 0 },
  ],
  thresholds: [
    { metric: 'http_req_duration', expression: 'p(95)<20', value: 31.4, limit: 20, ok: false, aborted: false },
  ],
  validity: 'valid',
  reasons: [],
  load: {
    workers: 2,
    peakVUs: 42,
    droppedIterations: 0,
    loopDelayP99Ms: 2,
    cpuShareMax: 0.3,
    timerLatenessP99Ms: 1,
    coordinatorLoopDelayP99Ms: 2,
  },
  events: [],
  exemplars: [],
}

describe('bar and sparkline', () => {
  it('fill by share and stay within their width', () => {
    expect(bar(0.5, 4)).toBe('██░░')
    expect(bar(7, 4)).toBe('████')
    expect(bar(-1, 4)).toBe('░░░░')
  })

  it('scale from zero to the highest and leave a blank where nothing was', () => {
    expect(sparkline([0, null, 10], 10)).toBe('▁ █')
    expect(sparkline([1, 2, 3, 4], 2)).toHaveLength(2)
    expect(sparkline([], 5)).toBe('')
  })
})

describe('table', () => {
  it('aligns columns and leaves no blanks at the end', () => {
    const lines = table(
      [...words('name'), ...numbers('n')],
      [
        ['a', '100'],
        ['longer', '7'],
      ],
    )
    expect(lines).toEqual(['name      n', 'a       100', 'longer    7'])
  })
})

describe('liveView', () => {
  it('shows what streams and sockets have beside the rest only when there are such steps', () => {
    const [plainStep] = tick.steps
    if (!plainStep) throw new Error('no step')
    const stream = { ttftP50Us: 700_000, ttftP95Us: 812_000, gapP95Us: 40_000, tokens: 5120, tokensPerSecond: 48 }
    const steps = [
      plainStep,
      { ...plainStep, name: 'chat', stream },
      { ...plainStep, name: 'room', messages: { sent: 30, received: 1200 } },
    ]
    const lines = liveView('Mixed', { ...tick, steps }, [], 200, plain)
    const rowOf = (name: string) => lines.find((line) => line.startsWith(name)) ?? ''
    expect(rowOf('step')).toMatch(/first token P95 +tokens +messages out, in$/)
    expect(rowOf('chat')).toMatch(/812 ms +5,120, 48.0 \/s +–$/)
    expect(rowOf('room')).toMatch(/– +– +30, 1,200$/)
    expect(liveView('Mixed', tick, [], 200, plain).join('')).not.toContain('first token')
  })

  it('says state, figures, steps and thresholds, each within the width', () => {
    const lines = liveView('Mixed traffic', tick, [1000, 24_600], 80, plain)
    const text = lines.join('\n')
    expect(text).toContain('Mixed traffic  running')
    expect(text).toContain('0:15 of 0:30, 0:15 left')
    expect(text).toContain('24.6 ms')
    expect(text).toContain('42 of 50 planned')
    expect(text).toContain('✗ http_req_duration: p(95)<20')
    expect(text).toMatch(/browse matches +9,000/)
    for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(80)
  })

  it('says how to abort while stopping, and when the measurement is in doubt', () => {
    const text = liveView('x', { ...tick, phase: 'stopping', validity: 'doubtful', reasons: ['CPU'] }, [], 120, plain)
    expect(text.join('\n')).toContain('Ctrl-C again aborts')
    expect(text.join('\n')).toContain('doubtful: CPU')
  })

  it('stands before the first second is over', () => {
    const { point, ...early } = tick
    expect(point).toBeDefined()
    expect(liveView('x', early, [], 80, plain).join('\n')).toContain('P95')
    expect(plainLine(early)).toContain('P95 –')
  })

  it('has one plain line a second for logs', () => {
    expect(plainLine(tick)).toBe('0:15  P95 24.6 ms  1,234 req/s  errors 0.4 %  VUs 42')
  })
})

const FINISHED = {
  id: 'r',
  name: 'R',
  scenario: 'R',
  startedAtMs: 0,
  durationMs: 1000,
  status: 'passed',
  validity: 'valid',
  reasons: [],
} satisfies RunSummary['run']
const EMPTY: RunSummary = {
  run: FINISHED,
  metrics: {},
  thresholds: [],
  steps: [],
  checks: [],
  failures: [],
  load: tick.load,
}

describe('the summary', () => {
  it('shows whole gauges whole and shares with their digits', () => {
    const summary: RunSummary = {
      ...EMPTY,
      metrics: {
        vus: { type: 'gauge', value: 0, min: 0, max: 1500 },
        'observed.hit_rate': { type: 'gauge', value: 0.48, min: 0, max: 0.91239 },
      },
    }
    const text = summaryText(summary, plain).join('\n')
    expect(text).toMatch(/vus +0 {2}min 0 {2}max 1,500/)
    expect(text).toMatch(/hit_rate +0.48 {2}min 0 {2}max 0.9124/)
  })

  it('does not call a run passed that had no targets, and tells its error rate', () => {
    const run = { ...FINISHED, unjudged: true } satisfies RunSummary['run']
    const failed = { type: 'rate', rate: 1, passes: 90, fails: 0 } as const
    const [first] = summaryText({ ...EMPTY, run, metrics: { http_req_failed: failed } }, plain)
    expect(first).toBe('– NO TARGETS, error rate 100.0 %  R  r')
    expect(summaryText(EMPTY, plain)[0]).toBe('✓ PASSED  R  r')
  })
})
