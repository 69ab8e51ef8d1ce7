import { describe, expect, it } from 'vitest'
import type { LivePoint, RunEvent } from '../../shared/run.ts'
import { chartMarks } from './chartMarks.ts'
import { latencyTargets } from './chartTargets.ts'
import { axisEndMs, runCharts } from './runSeries.ts'

const point = (second: number, over: Partial<LivePoint> = {}): LivePoint => ({
  second,
  p50Us: 10_000,
  p95Us: 20_000,
  p99Us: 30_000,
  requestRate: 100,
  failedShare: 0,
  iterationRate: 50,
  vus: 5,
  plannedVUs: 5,
  droppedIterations: 0,
  ...over,
})
const event = (atMs: number, over: Partial<RunEvent> = {}): RunEvent => ({
  atMs,
  kind: 'stage',
  level: 'info',
  text: `at ${atMs}`,
  ...over,
})

describe('runCharts', () => {
  it('draws each second of the headline, with gaps where nothing finished', () => {
    const [latency] = runCharts([point(0), point(1, { p95Us: null }), point(3)], [], [])
    expect(latency?.series[0]?.label).toBe('P95')
    expect(latency?.rows).toMatchObject({
      timesMs: [0, 1000, 3000],
      columns: [
        [20_000, null, 20_000],
        [10_000, 10_000, 10_000],
        [30_000, 30_000, 30_000],
      ],
    })
  })

  it('has no error rate where no request finished', () => {
    const errors = runCharts([point(0, { failedShare: 1 }), point(1, { requestRate: 0 })], [], []).find(
      ({ name }) => name === 'errors',
    )
    expect(errors?.rows.columns).toEqual([[1, null]])
  })

  it('has a chart of iterations against the summed plan only for arrival rates', () => {
    const vus = { executor: 'a', unit: 'VUs' as const, points: [[0, 1]] as const }
    const rate = (executor: string) => ({
      executor,
      unit: 'iterations/s' as const,
      points: [
        [0, 0],
        [10_000, 100],
      ] as const,
    })
    expect(runCharts([point(5)], [vus], []).map((chart) => chart.name)).toEqual(['latency', 'rate', 'errors', 'vus'])
    const iterations = runCharts([point(5), point(11)], [rate('b'), rate('c')], []).at(-1)
    expect(iterations?.name).toBe('iterations')
    expect(iterations?.series.map(({ label }) => label)).toEqual(['Finished', 'Dropped', 'Planned'])
    expect(iterations?.rows.columns[2]).toEqual([100, null])
    expect(
      runCharts([point(5)], [vus, rate('b')], [])
        .at(-1)
        ?.series.map(({ label }) => label),
    ).toEqual(['Finished', 'Dropped'])
  })

  it('knows the plan of the time to come, where all executors plan virtual users', () => {
    const plan = {
      executor: 'a',
      unit: 'VUs' as const,
      points: [
        [0, 0],
        [10_000, 10],
        [20_000, 0],
      ] as const,
    }
    const chart = (...plans: Parameters<typeof runCharts>[1][number][]) =>
      runCharts([point(4)], plans, []).find(({ name }) => name === 'vus')
    expect(chart(plan)?.ahead).toEqual({
      timesMs: [10_000, 20_000],
      columns: [
        [null, null],
        [10, 0],
      ],
    })
    expect(chart(plan, { ...plan, unit: 'iterations/s' })?.ahead).toBeUndefined()
  })

  it('has no plan of virtual users that are set by hand', () => {
    const plan = { executor: 'a', unit: 'VUs' as const, points: [[0, 3]] as const }
    const chart = runCharts([point(4, { plannedVUs: null })], [plan], []).find(({ name }) => name === 'vus')
    expect(chart?.series.map(({ label }) => label)).toEqual(['Running'])
    expect(chart?.ahead).toBeUndefined()
  })

  it('puts the limits of rates on their charts', () => {
    const charts = runCharts([], [], [{ metric: 'http_req_failed', expression: 'rate<0.01', limit: 0.01 }])
    expect(charts.find((chart) => chart.name === 'errors')?.targets).toEqual([{ label: 'Target < 1.0 %', value: 0.01 }])
    expect(charts.find((chart) => chart.name === 'rate')?.targets).toEqual([])
  })
})

describe('latencyTargets', () => {
  it('draws limits of percentiles over all requests, in microseconds', () => {
    const lines = latencyTargets([
      { metric: 'http_req_duration', expression: 'p(95)<500', limit: 500 },
      { metric: 'http_req_duration', expression: 'p(99)<baseline+10%', limit: 660, baseline: 600 },
      { metric: 'http_req_duration', expression: 'p(90)<baseline', limit: null },
      { metric: 'http_req_duration', expression: 'avg<100', limit: 100 },
      { metric: 'http_req_duration{operation:READ}', expression: 'p(95)<100', limit: 100 },
      { metric: 'http_req_failed', expression: 'rate<0.01', limit: 0.01 },
    ])
    expect(lines).toEqual([
      { label: 'Target P95 < 500 ms', value: 500_000 },
      { label: 'Target P99 < 660 ms (baseline 600 ms + 10 %)', value: 660_000 },
    ])
  })
})

describe('chartMarks', () => {
  it('marks what changes the picture', () => {
    const marks = chartMarks([
      event(1),
      event(2, { kind: 'started' }),
      event(3, { kind: 'note' }),
      event(4, { kind: 'threshold' }),
      event(5, { kind: 'observer' }),
    ])
    expect(marks.map((mark) => mark.atMs)).toEqual([1, 3, 4, 5])
  })

  it('keeps of very many the grave ones, then the newest, in the order of their time', () => {
    const many = Array.from({ length: 100 }, (_, atMs) => event(atMs, atMs % 10 === 0 ? { level: 'error' } : {}))
    const marks = chartMarks(many)
    expect(marks).toHaveLength(40)
    expect(marks.filter(({ level }) => level === 'error')).toHaveLength(10)
    expect(marks.filter(({ level }) => level === 'info').every(({ atMs }) => atMs > 60)).toBe(true)
    expect(marks.map(({ atMs }) => atMs)).toEqual(marks.map(({ atMs }) => atMs).toSorted((a, b) => a - b))
  })
})

describe('axisEndMs', () => {
  it('reserves the planned time while running and grows past it', () => {
    expect(axisEndMs([], 60_000, true)).toBe(30_000)
    expect(axisEndMs([], 12_000, true)).toBe(12_000)
    expect(axisEndMs([point(29)], 600_000, true)).toBe(60_000)
    expect(axisEndMs([point(45)], 50_000, true)).toBe(50_000)
    expect(axisEndMs([point(70)], 60_000, true)).toBe(70_000)
  })

  it('ends with the data afterwards, also for one second', () => {
    expect(axisEndMs([point(30)], 60_000, false)).toBe(30_000)
    expect(axisEndMs([point(0)], 60_000, false)).toBe(1000)
  })
})
