import type { ExecutorConfig, Stage } from './types.ts'

/** What an executor plans over time. Times since the start of the run. */
export interface LoadShape {
  unit: 'VUs' | 'iterations/s'
  startMs: number
  /** When it ends by its plan: gracefulStop not counted; for iterations maxDuration, the latest. */
  endMs: number
  /** [ms, value], straight lines between; a jump is two points at the same time. */
  points: readonly (readonly [number, number])[]
}

export function loadShape(config: ExecutorConfig): LoadShape {
  const startMs = config.startTimeUs / 1000
  const perSecond = 'timeUnitUs' in config ? 1e6 / config.timeUnitUs : 1
  const level = (unit: LoadShape['unit'], value: number, durationUs: number): LoadShape => {
    const endMs = startMs + durationUs / 1000
    return {
      unit,
      startMs,
      endMs,
      points: [
        [startMs, value],
        [endMs, value],
      ],
    }
  }
  switch (config.executor) {
    case 'constant-vus':
    case 'externally-controlled':
      return level('VUs', config.vus, config.durationUs)
    case 'shared-iterations':
    case 'per-vu-iterations':
      return level('VUs', config.vus, config.maxDurationUs)
    case 'constant-arrival-rate':
      return level('iterations/s', config.rate * perSecond, config.durationUs)
    case 'ramping-vus':
      return { unit: 'VUs', startMs, ...stagePoints(startMs, config.startVUs, config.stages, 1) }
    case 'ramping-arrival-rate':
      return { unit: 'iterations/s', startMs, ...stagePoints(startMs, config.startRate, config.stages, perSecond) }
    case 'breaking-point':
      return {
        unit: config.raise === 'vus' ? 'VUs' : 'iterations/s',
        startMs,
        ...levelPoints(startMs, config, perSecond),
      }
  }
}

function stagePoints(startMs: number, start: number, stages: readonly Stage[], scale: number) {
  const points: [number, number][] = [[startMs, start * scale]]
  let endMs = startMs
  for (const { durationUs, target } of stages) {
    endMs += durationUs / 1000
    points.push([endMs, target * scale])
  }
  return { endMs, points }
}

/** Every level up to the highest, one after the other: how it goes if nothing breaks. */
function levelPoints(startMs: number, config: ExecutorConfig & { executor: 'breaking-point' }, scale: number) {
  const points: [number, number][] = []
  let endMs = startMs
  for (const value of levelsOf(config)) {
    points.push([endMs, value * scale])
    endMs += config.holdUs / 1000
    points.push([endMs, value * scale])
  }
  return { endMs, points }
}

/** More levels than these are not drawn. */
const MOST_LEVELS = 1000

function levelsOf({ start, step, max }: ExecutorConfig & { executor: 'breaking-point' }): number[] {
  const levels: number[] = []
  for (let value = start; value < max && levels.length < MOST_LEVELS; value += step) levels.push(value)
  return [...levels, max]
}

/** Most virtual users that an executor may use at a time. */
export function mostVUs(config: ExecutorConfig): number {
  switch (config.executor) {
    case 'ramping-vus':
      return Math.max(config.startVUs, ...config.stages.map(({ target }) => target))
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
    case 'externally-controlled':
    case 'breaking-point':
      return config.maxVUs
    case 'constant-vus':
    case 'shared-iterations':
    case 'per-vu-iterations':
      return config.vus
  }
}

/** Most iterations per second that an executor plans to start; 0 when it does not plan by rate. */
export function peakRate(config: ExecutorConfig): number {
  const { unit, points } = loadShape(config)
  return unit === 'iterations/s' ? Math.max(...points.map(([, value]) => value)) : 0
}

/**
 * Most virtual users that executors may use at the same time, an executor counting in full from its start to the end of its
 * gracefulStop, as k6 counts them.
 */
export function peakVUs(configs: readonly ExecutorConfig[]): number {
  const spans = configs.map((config) => {
    const { startMs, endMs } = loadShape(config)
    return { vus: mostVUs(config), startMs, endMs: endMs + config.gracefulStopUs / 1000 }
  })
  const sums = spans.map(({ startMs }) =>
    spans.reduce((sum, span) => (span.startMs <= startMs && startMs < span.endMs ? sum + span.vus : sum), 0),
  )
  return Math.max(0, ...sums)
}
