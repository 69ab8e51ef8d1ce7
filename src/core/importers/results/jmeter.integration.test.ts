import { beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'csv-parse/sync'
import { exactPercentile } from './testing/exactPercentile.ts'
import { type Importing, START_MS, importing, realText } from './testing/importing.ts'

let on: Importing
beforeEach(() => {
  on = importing()
})

interface Truth {
  label: string
  durationMs: number
  failed: boolean
}

/** What the product says must be what a reader of the raw entries counts. */
function expectTruth({ summary }: Awaited<ReturnType<Importing['imported']>>, all: readonly Truth[]): void {
  const duration = summary.metrics['http_req_duration']
  if (duration?.type !== 'trend') throw new Error('there are no durations')
  const times = all.map(({ durationMs }) => durationMs)
  expect(summary.metrics['http_reqs']).toMatchObject({ count: all.length })
  expect(summary.metrics['http_req_failed']).toMatchObject({ passes: all.filter(({ failed }) => failed).length })
  expect(duration).toMatchObject({ count: all.length, min: Math.min(...times), max: Math.max(...times) })
  for (const percent of [50, 95, 99] as const) {
    const exact = exactPercentile(times, percent)
    expect(Math.abs(duration[`p(${percent})`] - exact)).toBeLessThanOrEqual(exact / 1000)
  }
  const labels = [...new Set(all.map(({ label }) => label))]
  expect(summary.steps.map(({ name }) => name).toSorted()).toEqual(labels.toSorted())
  for (const { name, count, failed, p95 } of summary.steps) {
    const own = all.filter(({ label }) => label === name)
    const exact = exactPercentile(
      own.map(({ durationMs }) => durationMs),
      95,
    )
    expect(count).toBe(own.length)
    expect(failed).toBeCloseTo(own.filter((each) => each.failed).length / own.length, 9)
    expect(Math.abs(p95 - exact)).toBeLessThanOrEqual(exact / 1000)
  }
}

describe('what JMeter really wrote', () => {
  it('has in CSV the counts, failures and percentiles of its raw rows', async () => {
    const rows = parse<Record<string, string>>(realText('jmeter.csv'), { columns: true })
    const requests = rows.filter((row) => !row['responseMessage']?.startsWith('Number of samples'))
    const run = await on.importedReal('jmeter.csv')
    expect(run.origin).toEqual({ tool: 'JMeter', format: 'JMeter JTL, CSV', lacks: [] })
    expect(run.warnings).toEqual([])
    expectTruth(
      run,
      requests.map((row) => ({
        label: row['label'] ?? '',
        durationMs: Number(row['elapsed']) - Number(row['Connect']),
        failed: row['success'] === 'false',
      })),
    )
    expect(run.summary.metrics['group_duration']).toMatchObject({ count: rows.length - requests.length })
    expect(run.summary.metrics['vus']).toMatchObject({ max: 4 })
    expect(run.summary.failures.map(({ error }) => error)).toEqual(
      expect.arrayContaining(['ConnectException', 'NoHttpResponseException', 'status 404', 'failed in JMeter']),
    )
  })

  it('has in XML those of its raw elements: hops and resources are part of their request, samples of transactions count', async () => {
    const run = await on.importedReal('jmeter.xml')
    const all: Truth[] = []
    const open: boolean[] = []
    for (const line of realText('jmeter.xml').split('\n')) {
      const at = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(line)?.[1] ?? ''
      if (/^\s*<\/(httpS|s)ample>/.test(line)) open.pop()
      if (!/^\s*<(httpS|s)ample /.test(line)) continue
      const transaction = at('rm').startsWith('Number of samples')
      const counts = open.every(Boolean)
      if (counts && !transaction) {
        const label = at('lb').replaceAll('&amp;', '&').replaceAll('&quot;', '"')
        all.push({ label, durationMs: Number(at('t')) - Number(at('ct')), failed: at('s') === 'false' })
      }
      if (!line.trimEnd().endsWith('/>')) open.push(transaction)
    }
    expect(all.length).toBeGreaterThan(100)
    expectTruth(run, all)
    expect(run.summary.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['deep', 'one "quoted"', 'go in it']),
    )
    expect(run.warnings).toEqual([])
  })
})

const HEAD =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect'
const row = (at: number, label: string, message: string, success: boolean): string =>
  `${START_MS + at},120,${label},${success ? 200 : 500},"${message}",Thread 1-1,text,${success},,1000,100,3,3,http://x/,90,0,20`

describe('JTL as CSV', () => {
  it('takes the columns of JMeter 5: connecting is not part of the duration, transactions are no requests', async () => {
    const { summary } = await on.imported(
      [
        HEAD,
        row(0, 'home', 'OK', true),
        row(1000, 'home', 'a ""quoted"",\nlong message', false),
        row(1000, 'checkout', 'Number of samples in transaction : 2, number of failing samples : 1', false),
      ].join('\r\n'),
    )
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 2 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 2, min: 100, max: 100 })
    expect(summary.metrics['http_req_connecting']).toMatchObject({ max: 20 })
    expect(summary.metrics['http_req_waiting']).toMatchObject({ max: 70 })
    expect(summary.metrics['http_req_receiving']).toMatchObject({ max: 30 })
    expect(summary.metrics['group_duration']).toMatchObject({ count: 1, max: 120 })
    expect(summary.metrics['data_sent']).toMatchObject({ count: 200 })
    expect(summary.steps).toMatchObject([{ name: 'home', count: 2, failed: 0.5 }])
  })

  it('takes other columns, in another order, between semicolons, with times as text', async () => {
    const { summary, warnings, origin } = await on.imported(
      '\uFEFFlabel;success;more;elapsed;timeStamp;Variable\n"a; b";true;x;120;2026/11/01 12:00:00.250;1\na2;false;x;80;2026-11-01 12:00:01.500;2\n',
    )
    expect(origin?.lacks).toEqual([])
    expect(summary.run.durationMs).toBe(2000)
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: 2, min: 80, max: 120 })
    // Phases that the file does not tell are not 0.
    expect(summary.metrics['http_req_connecting']).toBeUndefined()
    expect(summary.metrics['http_req_waiting']).toBeUndefined()
    expect(warnings).toEqual([
      'The file does not say how long connecting took: its durations hold it.',
      'The file does not say how many threads ran.',
    ])
    expect(summary.steps.map(({ name, failed }) => [name, failed])).toEqual([
      ['a; b', 0],
      ['a2', 1],
    ])
  })

  it('tells failures by the code where success is missing, and says so where both are', async () => {
    const coded = await on.imported(`timeStamp,elapsed,label,responseCode\n${START_MS},5,a,200\n${START_MS},5,a,503\n`)
    expect(coded.summary.metrics['http_req_failed']).toMatchObject({ passes: 1, fails: 1 })
    const bare = await on.imported(`timeStamp,elapsed,label\n${START_MS},5,a\n`)
    expect(bare.origin?.lacks).toEqual(['failures'])
    expect(bare.summary.metrics['http_req_failed']).toBeUndefined()
  })

  it('says that the requests of transactions are not in the file', async () => {
    const { warnings } = await on.imported(
      [HEAD, row(0, 'checkout', 'Number of samples in transaction : 3, number of failing samples : 0', true), ''].join(
        '\n',
      ),
    )
    expect(warnings[0]).toContain('at least 3 requests that are not in the file')
  })

  it('leaves out the row in which a killed JMeter stopped', async () => {
    const whole = [HEAD, row(0, 'home', 'OK', true), ''].join('\n')
    const { summary, warnings } = await on.imported(`${whole}${START_MS + 500},12`)
    expect(summary.metrics['http_reqs']).toMatchObject({ count: 1 })
    expect(warnings).toEqual(['The file is cut off at its end: what was complete was read.'])
    const quoted = await on.imported(`${whole}${START_MS + 500},120,home,200,"OK`)
    expect(quoted.summary.metrics['http_reqs']).toMatchObject({ count: 1 })
  })
})

it('reads XML that was cut off', async () => {
  const text = realText('jmeter.xml')
  const { summary, warnings } = await on.imported(text.slice(0, text.indexOf('lb="slow body"')))
  expect(summary.metrics['http_reqs']).toMatchObject({ type: 'counter' })
  expect(warnings).toContain('The file is cut off at its end: what was complete was read.')
})
