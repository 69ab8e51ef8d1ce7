import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../shared/summary.ts'
import { parseOutFile, writeOutFile } from './outFiles.ts'

const summary: RunSummary = {
  run: {
    id: 'abc-1',
    name: 'Smoke & <more>',
    scenario: 'Smoke',
    startedAtMs: 0,
    durationMs: 2500,
    status: 'failed',
    validity: 'valid',
    reasons: [],
  },
  metrics: {},
  thresholds: [
    { metric: 'http_req_duration', expression: 'p(95)<20', value: 31.4, limit: 20, ok: false, aborted: false },
    { metric: 'http_req_failed', expression: 'rate<0.01', value: 0, limit: 0.01, ok: true, aborted: false },
  ],
  steps: [],
  checks: [{ name: 'home: status is 200', passes: 9, fails: 1 }],
  load: {
    workers: 1,
    peakVUs: 1,
    droppedIterations: 0,
    loopDelayP99Ms: 1,
    cpuShareMax: 0.1,
    timerLatenessP99Ms: 1,
    coordinatorLoopDelayP99Ms: 1,
  },
}

function written(option: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'headroom-out-')), 'deep', 'result')
  const point = { second: 0, p50Us: 1500, p95Us: null, p99Us: null, requestRate: 2, failedShare: 0 }
  writeOutFile(parseOutFile(`${option}=${file}`), summary, [
    { ...point, iterationRate: 1, vus: 3, plannedVUs: null, droppedIterations: 0 },
  ])
  return readFileSync(file, 'utf8')
}

describe('--out', () => {
  it('writes JSON that reads back as the summary', () => {
    expect(JSON.parse(written('json'))).toEqual(summary)
  })

  it('writes JUnit XML with a case per threshold and check, and says what was wanted and what came', () => {
    const xml = written('junit')
    expect(xml).toContain('tests="3" failures="2" time="2.500"')
    expect(xml).toContain('name="Smoke &amp; &lt;more&gt;"')
    expect(xml).toContain('message="P95 was 31.4 ms, wanted &lt; 20.0 ms"')
    expect(xml).toContain('message="1 of 10 did not hold"')
  })

  it('writes a CSV row per second, empty where there is no value', () => {
    const lines = written('csv').split('\r\n')
    expect(lines[1]).toBe('0,1.5,,,2,0,1,3,,0')
    expect(lines[0]?.split(',')).toHaveLength(10)
  })

  it.each(['html', 'json', '=x', 'xml=a'])('refuses %s before anything runs', (text) => {
    expect(() => parseOutFile(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
