import { scaledBreaker } from './breaker.ts'
import { plannedDurationMs } from './plan.ts'
import type { ExecutorConfig, Scenario } from './types.ts'

/** What the short form of a scenario plans at most; with ramp-downs and start it stays under 40 s. */
const SHORT_MS = 30_000
const LONGEST_GRACE_US = 5e6
const LEAST_STAGE_US = 1e6
const LEAST_HOLD_US = 3e6
const LEAST_BREAK_US = 1e6
/** Levels of a breaking-point search, those that narrow it down included, at LEAST_HOLD_US each. */
const MOST_LEVELS = 4

/**
 * The short form of a scenario: the same shape in 30 s at most, to see that everything works. Every time is scaled by one factor;
 * virtual users, rates, flows, think times, budgets and targets stay. docs/suites.md has the rule.
 * @returns the scenario itself when it is short already
 */
export function shortened(scenario: Scenario): Scenario {
  const plannedMs = plannedDurationMs(scenario)
  if (plannedMs <= SHORT_MS) return scenario
  const factor = SHORT_MS / plannedMs
  const load = Object.fromEntries(
    Object.entries(scenario.load).map(([name, config]) => [name, shortenedExecutor(config, factor)]),
  )
  const thresholds = scenario.thresholds.map((threshold) => ({
    ...threshold,
    delayAbortEvalMs: threshold.delayAbortEvalMs * factor,
  }))
  const breaker = scenario.breaker === undefined ? {} : { breaker: scaledBreaker(scenario.breaker, factor) }
  return { ...scenario, name: `${scenario.name} (short)`, load, thresholds, ...breaker }
}

/** What a run of that scenario name ran: the short form, or the scenario as it is written. */
export function formThatRan(scenario: Scenario, scenarioName: string): Scenario {
  const short = shortened(scenario)
  return short.name === scenarioName ? short : scenario
}

function shortenedExecutor(config: ExecutorConfig, factor: number): ExecutorConfig {
  const scaled = (us: number, least = 0): number => (us === 0 ? 0 : Math.max(least, Math.round(us * factor)))
  const common = {
    startTimeUs: scaled(config.startTimeUs),
    gracefulStopUs: Math.min(config.gracefulStopUs, LONGEST_GRACE_US),
  }
  switch (config.executor) {
    case 'constant-vus':
    case 'constant-arrival-rate':
    case 'externally-controlled':
      return { ...config, ...common, durationUs: scaled(config.durationUs, LEAST_STAGE_US) }
    case 'ramping-vus':
      return {
        ...config,
        ...common,
        gracefulRampDownUs: Math.min(config.gracefulRampDownUs, LONGEST_GRACE_US),
        stages: shortenedStages(config.stages, scaled),
      }
    case 'ramping-arrival-rate':
      return { ...config, ...common, stages: shortenedStages(config.stages, scaled) }
    case 'shared-iterations':
      return {
        ...config,
        ...common,
        iterations: Math.max(config.vus, Math.round(config.iterations * factor)),
        maxDurationUs: scaled(config.maxDurationUs, LEAST_STAGE_US),
      }
    case 'per-vu-iterations':
      return {
        ...config,
        ...common,
        iterations: Math.max(1, Math.round(config.iterations * factor)),
        maxDurationUs: scaled(config.maxDurationUs, LEAST_STAGE_US),
      }
    case 'breaking-point': {
      // Fewer, larger steps over the same range; halving narrows it down in about as many again.
      const step = Math.max(config.step, Math.ceil((config.max - config.start) / MOST_LEVELS))
      return {
        ...config,
        ...common,
        step,
        precision: Math.max(config.precision, Math.ceil(step / 4)),
        holdUs: scaled(config.holdUs, LEAST_HOLD_US),
        breakAfterUs: scaled(config.breakAfterUs, LEAST_BREAK_US),
      }
    }
  }
}

type Stages = Extract<ExecutorConfig, { stages: unknown }>['stages']

function shortenedStages(stages: Stages, scaled: (us: number, least: number) => number): Stages {
  return stages.map(({ durationUs, target }) => ({ durationUs: scaled(durationUs, LEAST_STAGE_US), target }))
}
