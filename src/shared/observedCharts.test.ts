import { expect, test } from 'vitest'
import { observedCharts, stateStrips } from './observedCharts.ts'
import type { LivePoint } from './run.ts'

function points(...observed: (Record<string, number> | undefined)[]): LivePoint[] {
  return observed.map((values, second) => {
    const point = {
      second,
      p50Us: null,
      p95Us: null,
      p99Us: null,
      requestRate: 0,
      failedShare: 0,
      iterationRate: 0,
      vus: 0,
      plannedVUs: null,
      droppedIterations: 0,
    }
    return values === undefined ? point : Object.assign(point, { observed: values })
  })
}

test('a chart per metric holds only the seconds in which something was seen', () => {
  const [timing, rate, ...rest] = observedCharts(
    points({ 'server_timing{name:db}': 40_000 }, undefined, {
      'server_timing{name:db}': 50_000,
      'server_timing{name:ai}': 900_000,
      'observed.hit_rate{observer:cache}': 0.87,
    }),
  )
  expect(rest).toEqual([])
  expect(timing).toMatchObject({
    title: 'Server timing, P95 per second',
    seconds: [0, 2],
    lines: [
      { label: 'db', values: [40_000, 50_000] },
      { label: 'ai', values: [null, 900_000] },
    ],
  })
  expect(timing?.show(40_000)).toBe('40.0 ms')
  expect(rate?.lines[0]?.label).toBe('cache')
  expect(rate?.show(0.87)).toBe('87.0 %')
  expect([rate?.isShare, timing?.isShare]).toEqual([true, false])
})

test('states hold until the next look', () => {
  const key = 'observed.dependency{dependency:database,observer:health}'
  expect(stateStrips(points({ [key]: 1 }, undefined, { [key]: 1 }, { [key]: 0 }, { breaker_state: 1 }), 6000)).toEqual([
    {
      label: 'database',
      spans: [
        { state: 'up', fromMs: 0, toMs: 3000 },
        { state: 'down', fromMs: 3000, toMs: 6000 },
      ],
    },
    { label: 'Circuit breaker', spans: [{ state: 'half-open', fromMs: 4000, toMs: 6000 }] },
  ])
})

test('more lines than can be told apart are left out, and the title says so', () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`observed.rows{table:t${n}}`, n]))
  const [chart] = observedCharts(points(many))
  expect(chart?.lines.length).toBe(6)
  expect(chart?.title).toBe('Rows, 6 of 9')
})

test('a unit that ends a name is said by the values, not by the title', () => {
  const charts = observedCharts(points({ 'observed.health_duration_ms': 5, 'observed.query_seconds_p95': 0.25 }))
  expect(charts.map(({ title, show, lines }) => [title, show(lines[0]?.values[0] ?? 0)])).toEqual([
    ['Health duration', '5.00 ms'],
    ['Query P95', '250 ms'],
  ])
})
