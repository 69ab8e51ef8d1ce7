import { describe, expect, it } from 'vitest'
import type { ObservedSeries } from '../../../shared/scenario/observe.ts'
import { selector } from '../../../shared/scenario/observe.ts'
import { VirtualClock } from '../../engine/virtualClock.ts'
import type { GuardedGet } from './guardedGet.ts'
import type { ObservedSample } from './observer.ts'
import { prometheusLook } from './prometheus.ts'
import { parsePrometheus } from './prometheusText.ts'
import { quantileOf } from './quantile.ts'

describe('the text format', () => {
  it('is read with labels, escapes, timestamps, exemplars and special values', () => {
    const { samples, types } = parsePrometheus(String.raw`# HELP a_total What it is.
# TYPE a_total counter
a_total{path="/x\"y\\z", code = "200",} 1.5e3 1700000000
b 7 # {trace_id="abc"} 0.2
c{le="+Inf"} +Inf
d NaN
# EOF
`)
    expect(samples).toEqual([
      { name: 'a_total', labels: { path: '/x"y\\z', code: '200' }, value: 1500 },
      { name: 'b', labels: {}, value: 7 },
      { name: 'c', labels: { le: '+Inf' }, value: Infinity },
      { name: 'd', labels: {}, value: NaN },
    ])
    expect(types.get('a_total')).toBe('counter')
  })

  it.each(['{}', 'a{b} 1', 'a{b="c" 1', 'a', 'a one', '<html>', 'a{b="c'])('refuses %s with its line', (line) => {
    expect(() => parsePrometheus(`ok 1\n${line}\n`)).toThrow('line 2')
  })

  it('is bounded', () => {
    expect(() => parsePrometheus('a 1\n'.repeat(20_001))).toThrow('more than 20000 samples')
  })
})

describe('quantiles of buckets', () => {
  const buckets = [
    [0.1, 50],
    [0.5, 90],
    [1, 100],
    [Infinity, 100],
  ] as const
  it.each([
    [0.5, 0.1],
    [0.25, 0.05],
    [0.9, 0.5],
    [0.95, 0.75],
  ])('%d -> %d, as histogram_quantile gives it', (quantile, expected) => {
    expect(quantileOf(buckets, quantile)).toBeCloseTo(expected, 10)
  })

  it('of what lies beyond the last bound is that bound; of nothing there is none', () => {
    expect(
      quantileOf(
        [
          [1, 1],
          [Infinity, 10],
        ],
        0.95,
      ),
    ).toBe(1)
    expect(
      quantileOf(
        [
          [1, 0],
          [Infinity, 0],
        ],
        0.95,
      ),
    ).toBeUndefined()
    expect(quantileOf([[1, 5]], 0.95)).toBeUndefined()
  })
})

const SCRAPE = (n: number): string => `# TYPE http_requests_total counter
http_requests_total{code="200"} ${100 * n}
http_requests_total{code="500"} ${n}
# TYPE cache_requests_total counter
cache_requests_total{result="hit"} ${1000 + 90 * n}
cache_requests_total{result="miss"} ${5000 + 10 * n}
# TYPE query_seconds histogram
query_seconds_bucket{query="find",le="0.1"} ${8 * n}
query_seconds_bucket{query="find",le="+Inf"} ${10 * n}
query_seconds_sum{query="find"} ${n}
query_seconds_count{query="find"} ${10 * n}
# TYPE connections gauge
connections ${n}
# TYPE process_open_fds gauge
process_open_fds 7
`

/** What three scrapes at a distance of 5 s give. */
async function scraped(bodies: readonly string[], series?: Record<string, ObservedSeries>) {
  const clock = new VirtualClock(0)
  const samples: ObservedSample[] = []
  const events: string[] = []
  const rest = [...bodies]
  const client = { get: async () => ({ status: 200, headers: {}, body: rest.shift() ?? '' }) } as unknown as GuardedGet
  const observation = { kind: 'prometheus', name: 'prometheus', everyUs: 5e6, url: '/metrics' } as const
  const look = prometheusLook({ ...observation, ...(series === undefined ? {} : { series }) }, client)
  for (const _ of bodies) {
    await look(
      {
        clock,
        nowMs: () => clock.nowUs() / 1000,
        sample: (sample) => samples.push(sample),
        event: (_level, text) => events.push(text),
      },
      new AbortController().signal,
    )
    clock.advance(5e6)
  }
  const values = (name: string) =>
    samples.filter(({ metric }) => metric === `observed.${name}`).map(({ value }) => value)
  return { samples, events, values }
}

describe('scrapes', () => {
  it('give rates, shares since the start, and quantiles of what came since the last', async () => {
    const { values, events } = await scraped([SCRAPE(0), SCRAPE(5), SCRAPE(25)], {
      errors: { take: 'value', from: selector('http_requests_total{code:500}') },
      requests: { take: 'value', from: selector('http_requests_total') },
      connections: { take: 'value', from: selector('connections') },
      hit_rate: {
        take: 'share',
        from: selector('cache_requests_total{result:hit}'),
        of: selector('cache_requests_total'),
      },
      median: { take: 'quantile', from: selector('query_seconds'), quantile: 0.4 },
      nothing: { take: 'value', from: selector('nonsense') },
    })
    expect(values('errors')).toEqual([1, 4])
    expect(values('requests')).toEqual([101, 404])
    expect(values('connections')).toEqual([0, 5, 25])
    expect(values('hit_rate')).toEqual([0.9, 0.9])
    expect(values('median').map((value) => Number(value.toFixed(6)))).toEqual([0.05, 0.05])
    expect(events).toEqual([expect.stringContaining('no metric nonsense')])
  })

  it('survive a server that was restarted', async () => {
    const { values } = await scraped([SCRAPE(50), SCRAPE(5)], {
      requests: { take: 'value', from: selector('http_requests_total') },
    })
    expect(values('requests')).toEqual([101])
  })

  it('without a choice take all but those of the runtime', async () => {
    const { samples } = await scraped([SCRAPE(1), SCRAPE(2)])
    const names = new Set(samples.map(({ metric, tags }) => `${metric} ${JSON.stringify(tags)}`))
    expect([...names].toSorted()).toEqual([
      'observed.cache_requests_per_s {"result":"hit","observer":"prometheus"}',
      'observed.cache_requests_per_s {"result":"miss","observer":"prometheus"}',
      'observed.connections {"observer":"prometheus"}',
      'observed.http_requests_per_s {"code":"200","observer":"prometheus"}',
      'observed.http_requests_per_s {"code":"500","observer":"prometheus"}',
      'observed.query_seconds_p95 {"query":"find","observer":"prometheus"}',
    ])
  })

  it('without a choice are bounded', async () => {
    const many = Array.from({ length: 200 }, (_, n) => `gauge_${n} 1`).join('\n')
    const { samples, events } = await scraped([many, many])
    expect(samples.length).toBe(120)
    expect(events).toEqual([expect.stringContaining('140 series more')])
  })
})
