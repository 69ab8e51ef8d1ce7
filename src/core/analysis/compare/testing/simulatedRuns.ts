import { Histogram } from '../../../../shared/metrics/histogram.ts'
import { SparseCounts } from '../../../../shared/metrics/sparseCounts.ts'
import type { MetricComparison, RunComparison } from '../../../../shared/comparison.ts'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RunFacts } from '../changes.ts'
import { type ComparedRun, compareRuns } from '../compareRuns.ts'
import { RunWindows, windowsOf } from '../runWindows.ts'

/** Durations: log-normal of this sigma, a share of them so many times as long. */
export interface Profile {
  sigma: number
  slowShare: number
  slowFactor: number
}

export interface Simulation {
  seed: number
  seconds?: number
  /** Multiplies every duration. */
  factor?: number
  /** Spread of a factor that all durations of the run share, as of logarithms: how much runs differ by themselves. */
  betweenRuns?: number
  failedShare?: number
  /** By default the sample target's reads. */
  profile?: Profile
  /** Every duration is multiplied by up to this, rising evenly over the run: a ramp. */
  ramp?: number
  /** Multiplies the slowest tenth of the durations, those down to the median ever less, the faster half not at all. */
  tailFactor?: number
  /** A level that all requests of a second share: an autoregression of order 1. `spread` is of logarithms. */
  wander?: { correlation: number; spread: number }
}

const REQUESTS_PER_SECOND = 100
const STEPS = ['browse', 'save']
const READS: Profile = { sigma: 0.35, slowShare: 0.02, slowFactor: 6 }
const MEDIAN_US = 20_000

export function runFacts(id: string, changes: Partial<RunFacts> = {}): RunFacts {
  return {
    record: {
      id,
      name: 'simulated',
      scenario: 'simulated',
      startedAtMs: 0,
      durationMs: 60_000,
      status: 'passed',
      validity: 'valid',
      reasons: [],
    },
    scenarioText: 'headroom: 1',
    baseUrl: 'http://127.0.0.1:4700',
    workers: 1,
    machine: {
      hostname: 'bench',
      os: 'Linux',
      arch: 'x64',
      cpu: 'test',
      cores: 2,
      memoryBytes: 2 ** 32,
      versions: { headroom: '0.1.0', node: '20.20.2', undici: '7.30.2' },
    },
    ...changes,
  }
}

/** Standard normal score that a tenth of the values exceed. */
const SLOWEST_TENTH = 1.2816

/** A run of 100 requests a second: log-normal durations with a slow tail, over two steps. */
export function simulatedRun(simulation: Simulation): ComparedRun {
  const { seed, seconds = 60, factor = 1, betweenRuns = 0, failedShare = 0, profile = READS, ramp = 1 } = simulation
  const { tailFactor = 1, wander = { correlation: 0, spread: 0 } } = simulation
  const generator = xoroshiro128plus(seed)
  for (let skipped = 0; skipped < 20; skipped++) generator.next()
  const uniform = (): number => uniformFloat64(generator)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const ofRun = factor * Math.exp(betweenRuns * normal())
  const duration = (): number => {
    const slow = uniform() < profile.slowShare ? profile.slowFactor : 1
    const score = normal()
    const tail = tailFactor === 1 ? 1 : tailFactor ** Math.min(1, Math.max(0, slow > 1 ? 1 : score / SLOWEST_TENTH))
    return MEDIAN_US * slow * tail * Math.exp(profile.sigma * score)
  }
  const { windows, windowSeconds } = windowsOf(seconds)
  const groups = new Map<string | null, RunWindows>([null, ...STEPS].map((step) => [step, new RunWindows(windows)]))
  let level = wander.spread === 0 ? 0 : wander.spread * normal()
  const counts = new SparseCounts()
  for (let second = 0; second < windows * windowSeconds; second++) {
    const window = Math.floor(second / windowSeconds)
    const now = ofRun * (1 + ((ramp - 1) * second) / seconds) * Math.exp(level)
    if (wander.spread > 0) {
      level = wander.correlation * level + Math.sqrt(1 - wander.correlation ** 2) * wander.spread * normal()
    }
    for (const step of STEPS) {
      const histogram = new Histogram()
      const requests = REQUESTS_PER_SECOND / STEPS.length
      let failed = 0
      for (let request = 0; request < requests; request++) {
        histogram.record(now * duration())
        if (failedShare > 0 && uniform() < failedShare) failed++
      }
      counts.readHistogram(histogram)
      for (const group of [groups.get(null), groups.get(step)]) {
        group?.addDurations(window, counts)
        group?.addRequests(window, requests)
        group?.addFailed(window, failed, requests)
      }
    }
  }
  return { facts: runFacts(`run-${seed}`), groups }
}

/** The comparison of simulated runs, with the product's tolerance. */
export function compareSimulated(base: readonly Simulation[], run: Simulation): RunComparison {
  return compareRuns(base.map(simulatedRun), simulatedRun(run), {
    ...windowsOf(run.seconds ?? 60),
    tolerance: 0.05,
  })
}

/** What a comparison says of the P95 of all requests. */
export function simulatedP95({ metrics }: RunComparison): MetricComparison {
  const found = metrics.find(({ step, metric }) => step === null && metric === 'p95')
  if (found === undefined) throw new Error('Nothing was compared.')
  return found
}
