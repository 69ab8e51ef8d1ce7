import { encodeHistogram } from '../../../shared/metrics/histogramCodec.ts'
import { Histogram } from '../../../shared/metrics/histogram.ts'
import { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import { type MetricDefinition, builtInMetric } from '../../../shared/metrics/definitions.ts'
import type { SeriesDefinition, Tags } from '../../../shared/metrics/series.ts'
import type {
  Exemplar,
  LivePoint,
  LoadFacts,
  RunFinish,
  RunStart,
  SeriesPoint,
  WorkerSample,
} from '../../../shared/run.ts'
import { percentilesOf } from '../../analysis/accumulator.ts'

/** Runs made up for tests of the store. */
export function runStart(id: string, changes: Partial<RunStart> = {}): RunStart {
  return {
    id,
    name: 'Mixed traffic',
    scenario: 'Mixed traffic',
    scenarioText: 'headroom: 1\nname: Mixed traffic # as written\n',
    baseUrl: 'http://127.0.0.1:4700',
    startedAtMs: 1_760_000_000_000,
    plannedDurationMs: 60_000,
    workers: 2,
    machine: {
      hostname: 'bench',
      os: 'Linux 6',
      arch: 'x64',
      cpu: 'test',
      cores: 2,
      memoryBytes: 2 ** 32,
      versions: { headroom: '0.1.0', node: '20.20.2', undici: '7.30.2' },
    },
    ...changes,
  }
}

export const LOAD: LoadFacts = {
  workers: 2,
  peakVUs: 20,
  droppedIterations: 0,
  loopDelayP99Ms: 1.5,
  cpuShareMax: 0.4,
  timerLatenessP99Ms: 2,
  coordinatorLoopDelayP99Ms: 3,
}

export function runFinish(changes: Partial<RunFinish> = {}): RunFinish {
  return {
    durationMs: 60_000,
    status: 'passed',
    validity: 'valid',
    reasons: [],
    thresholds: [],
    checks: [],
    load: LOAD,
    ...changes,
  }
}

export function seriesOf(id: number, metric: string, tags: Tags = { step: 'browse' }): SeriesDefinition {
  const { kind, unit }: MetricDefinition = builtInMetric(metric) ?? {
    name: metric,
    kind: 'trend',
    unit: 'time',
    description: '',
  }
  return { id, metric, kind, unit, tags }
}

/** A trend's point of these values, with its histogram. */
export function trendPoint(series: number, values: readonly number[]): SeriesPoint {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  const { count, sum, min, max } = histogram
  return { series, count, sum, min, max, ...percentileColumns(histogram), histogram: encodeHistogram(histogram) }
}

/** The percentiles that a point of this histogram carries. */
export function percentileColumns(histogram: Histogram): ReturnType<typeof percentilesOf> {
  const counts = new SparseCounts()
  counts.readHistogram(histogram)
  return percentilesOf(counts, histogram)
}

export function counterPoint(series: number, added: number): SeriesPoint {
  return { series, count: added, sum: added, min: 1, max: 1 }
}

export function livePoint(second: number, changes: Partial<LivePoint> = {}): LivePoint {
  return {
    second,
    p50Us: 8000,
    p95Us: 20_000,
    p99Us: null,
    requestRate: 12,
    failedShare: 0.25,
    iterationRate: 3,
    vus: 20,
    plannedVUs: null,
    droppedIterations: 1,
    ...changes,
  }
}

export function workerSample(second: number, worker: number): WorkerSample {
  return {
    second,
    worker,
    loopDelayP99Ms: 1.25,
    loopDelayMaxMs: 4.5,
    loopUtilization: 0.3,
    cpuWaitShare: 0.1,
    cpuShare: 0.25,
    timerLatenessP99Ms: 1.75,
    memoryBytes: 80_000_000,
    clockDriftMs: 0.5,
  }
}

export const EXEMPLAR: Exemplar = {
  atMs: 1500,
  kind: 'failed',
  reason: 'status 500',
  step: 'browse',
  flow: 'browse',
  vu: 3,
  iteration: 7,
  request: { method: 'GET', url: 'http://127.0.0.1:4700/api/matches', headers: { accept: '*/*' } },
  response: { status: 500, headers: { 'content-type': 'text/plain' }, bodyExcerpt: 'no' },
  checks: [{ name: 'status is 200', expected: '200', actual: '500' }],
  timings: { blocked: 1, connecting: 2, tlsHandshaking: 0, sending: 3, waiting: 4, receiving: 5, duration: 12 },
}
