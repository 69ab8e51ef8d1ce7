import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { Parser } from 'htmlparser2'
import { SaxesParser } from 'saxes'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { EXPORT_FORMAT_NAMES, fileNameOf } from '../../shared/exportFormats.ts'
import type { RunSummary } from '../../shared/summary.ts'
import { openDatabase } from '../store/database.ts'
import { readRun } from '../store/queries/runDetail.ts'
import { exportRunFile } from '../store/runFile/exportRun.ts'
import { importRunFile } from '../store/runFile/importRun.ts'
import { RunWriter } from '../store/runWriter.ts'
import { temporaryFolder } from '../store/testing/folders.ts'
import { EXEMPLAR, livePoint, runFinish, runStart, seriesOf, trendPoint } from '../store/testing/runData.ts'
import { renderRun } from './renderRun.ts'

const NAMES = [
  ['a formula', `=cmd|'/C calc'!A0`],
  ['other formulas', '+1+2;@SUM(1,2)\t-3'],
  ['the end of a script', `</script><script>alert(1)</script><!--`],
  ['an element and its handler', `"'><img src=x onerror=alert(2)>`],
  ['quotes and escapes', `\\"'\`\${1}{{x}}%00&#64;&lt;b&gt;`],
  ['newlines', 'one\r\ntwo\n\n# three\u2028four'],
  ['right to left', '\u202Egnp.exe\u202C שלום'],
  ['300 characters', 'x'.repeat(300)],
  ['a path', '../../etc/passwd\\..\\con:'],
  ['Markdown', '| a | b |\n|---|---|\n[x](http://evil.example) **b** ~~s~~ @team #12 www.evil.example'],
  ['what XML forbids', 'a\u0000\u001B\uFFFFb'],
] as const

/** A stored run in which everything that a person or a server can name is called so. */
function store(database: Database, name: string): void {
  const writer = new RunWriter(database, (write) => write())
  writer.begin(runStart('run-1', { name, scenario: name, scenarioText: name }))
  writer.series([
    seriesOf(0, 'http_reqs', { step: name, shop: name }),
    seriesOf(1, 'http_req_duration', { step: name, shop: name }),
    seriesOf(2, 'http_req_failed', { step: name, error: name, host: name }),
    seriesOf(3, 'checks', { check: name }),
    seriesOf(4, 'observed.health', { observer: name }),
  ])
  writer.live(livePoint(0, { observed: { 'observed.health{observer:x}': 1 } }))
  const five = { count: 5, sum: 5, min: 0, max: 1 }
  const points = [
    { series: 0, ...five },
    trendPoint(1, [1000, 2000, 3000, 4000, 5000]),
    { series: 2, ...five, sum: 1 },
    { series: 3, ...five, sum: 1 },
    { series: 4, ...five, sum: 1 },
  ]
  writer.window({ second: 0, points })
  writer.totals(points)
  writer.event({ atMs: 0, kind: 'note', level: 'info', text: name })
  writer.exemplar({ ...EXEMPLAR, step: name, reason: name })
  const target = { metric: `http_reqs{shop:a}`, expression: 'count>9', value: 5, limit: 9, ok: false, aborted: false }
  writer.finish(
    runFinish({
      durationMs: 1000,
      status: 'failed',
      validity: 'doubtful',
      reasons: [{ about: 'measurement', text: name }],
      thresholds: [{ ...target, source: name }],
      breaker: {
        name,
        spans: [{ state: 'OPEN', fromMs: 0, toMs: 1000 }],
        faults: [{ name, fromMs: 0, toMs: 500 }],
        seconds: [],
        probes: 1,
        unanswered: 0,
        verdicts: [{ assertion: 'order', ok: false, expected: name, seen: name }],
        ok: false,
      },
    }),
  )
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

describe.each(NAMES)('names that are %s', (_what, name) => {
  let database: Database
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
    database = openDatabase(join(folder, 'headroom.db'))
    onTestFinished(() => {
      database.close()
    })
    store(database, name)
  })

  it('are text in HTML: no element and no handler of theirs', () => {
    const elements = new Map<string, number>()
    const handlers: string[] = []
    let heading = ''
    let inHeading = false
    const parser = new Parser({
      onopentag(element, attributes) {
        elements.set(element, (elements.get(element) ?? 0) + 1)
        handlers.push(...Object.keys(attributes).filter((attribute) => /^(on|src|href|style)/.test(attribute)))
        inHeading ||= element === 'h1'
      },
      ontext: (text) => (heading += inHeading ? text : ''),
      onclosetag: (element) => (inHeading &&= element !== 'h1'),
    })
    parser.end(renderRun(database, 'run-1', 'html'))
    // The page's own script, and the data of its ranges.
    expect([elements.get('script'), elements.get('img'), elements.get('b')]).toEqual([2, undefined, 1])
    expect(handlers).toEqual([])
    expect(oneLine(heading)).toBe(oneLine(name))
  })

  it('leave tables of Markdown whole, and are no markup, no link and no mention', () => {
    const lines = renderRun(database, 'run-1', 'md').split('\n')
    const cells = (line: string): number => line.replaceAll(/\\[\\|]/g, '').split('|').length
    const separators = [...lines.keys()].filter((index) => /^\|( --- \|)+$/.test(lines[index] ?? ''))
    // Headline figures, thresholds, checks, steps.
    expect(separators).toHaveLength(4)
    for (const index of separators) {
      const [head = '', separator = '', row = '', after] = lines.slice(index - 1)
      expect([cells(head), cells(row), after]).toEqual([cells(separator), cells(separator), ''])
    }
    const text = lines.join('\n').replaceAll(/<\/?(details|summary|sub)>/g, '')
    expect(text).not.toMatch(/(?<!\\)[<\]]|:\/\/|@\w|#\d|www\.|(?<!\\)&/)
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(1)
  })

  it('never come into names of files: those go by the run’s id', () => {
    for (const format of EXPORT_FORMAT_NAMES) expect(fileNameOf('run-1', format)).toMatch(/^run-1\.[\w.-]+$/)
  })

  it('never come into CSV, where a spreadsheet would run them: its cells are numbers', () => {
    const [head, ...rows] = renderRun(database, 'run-1', 'csv').trimEnd().split('\r\n')
    expect(rows).toHaveLength(1)
    expect(rows[0]?.split(',')).toHaveLength(head?.split(',').length ?? 0)
    for (const cell of rows[0]?.split(',') ?? []) expect(cell).toMatch(/^(\d+(\.\d+)?)?$/)
  })

  it('are attributes of well-formed XML', () => {
    const found: string[] = []
    const parser = new SaxesParser()
    parser.on('error', (error) => {
      throw error
    })
    parser.on('opentag', ({ name: element, attributes }) => {
      if (attributes['classname'] === 'checks') found.push(String(attributes['name']))
      expect(['testsuites', 'testsuite', 'properties', 'property', 'testcase', 'failure']).toContain(element)
    })
    parser.write(renderRun(database, 'run-1', 'junit')).close()
    // XML takes line ends of attributes as blanks, and knows no other control characters.
    expect(found).toEqual([name.replaceAll(/[\p{Cc}\uFFFF]/gu, ' ')])
  })

  it('are the same strings in JSON, k6’s summary and the file for another Headroom', async () => {
    const summary = JSON.parse(renderRun(database, 'run-1', 'json')) as RunSummary
    const k6 = JSON.parse(renderRun(database, 'run-1', 'k6')) as { root_group: { checks: { name: string }[] } }
    expect([summary.run.name, summary.steps[0]?.name, summary.checks[0]?.name]).toEqual([name, name, name])
    expect(k6.root_group.checks.map((check) => check.name)).toEqual([name])

    const file = join(folder, 'run.headroom-run')
    await exportRunFile(database.name, { run: 'run-1', to: file })
    const other = openDatabase(join(folder, 'other.db'))
    onTestFinished(() => {
      other.close()
    })
    await importRunFile(other, file)
    expect(readRun(other, 'run-1').summary).toEqual(readRun(database, 'run-1').summary)
  })
})
