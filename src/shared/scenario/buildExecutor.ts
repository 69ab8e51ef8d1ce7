import { parseDuration } from '../units.ts'
import type { TextReader } from './build.ts'
import type { DocumentPath } from './path.ts'
import { EXECUTOR_DEFAULTS as DEFAULTS } from './schema/executors.ts'
import type { ExecutorInput } from './schema/executors.ts'
import type { ExecutorConfig, Stage } from './types.ts'

/**
 * An executor with k6's defaults filled in and durations in microseconds.
 * @param onlyFlow what it runs when it names no flow
 */
export function buildExecutor(
  input: ExecutorInput,
  onlyFlow: string,
  path: DocumentPath,
  reader: TextReader,
): ExecutorConfig {
  const common = {
    flow: input.flow ?? onlyFlow,
    startTimeUs: parseDuration(input.startTime ?? DEFAULTS.startTime),
    gracefulStopUs: parseDuration(input.gracefulStop ?? DEFAULTS.gracefulStop),
    tags: reader.texts(input.tags, [...path, 'tags']),
    env: reader.texts(input.env, [...path, 'env']),
  }
  switch (input.executor) {
    case 'constant-vus':
      return {
        executor: input.executor,
        ...common,
        vus: input.vus ?? DEFAULTS.vus,
        durationUs: parseDuration(input.duration),
      }
    case 'ramping-vus':
      return {
        executor: input.executor,
        ...common,
        startVUs: input.startVUs ?? DEFAULTS.startVUs,
        stages: buildStages(input.stages),
        gracefulRampDownUs: parseDuration(input.gracefulRampDown ?? DEFAULTS.gracefulRampDown),
      }
    case 'shared-iterations':
    case 'per-vu-iterations':
      return {
        executor: input.executor,
        ...common,
        vus: input.vus ?? DEFAULTS.vus,
        iterations: input.iterations ?? DEFAULTS.iterations,
        maxDurationUs: parseDuration(input.maxDuration ?? DEFAULTS.maxDuration),
      }
    case 'constant-arrival-rate':
      return {
        executor: input.executor,
        ...common,
        rate: input.rate,
        timeUnitUs: parseDuration(input.timeUnit ?? DEFAULTS.timeUnit),
        durationUs: parseDuration(input.duration),
        preAllocatedVUs: input.preAllocatedVUs,
        maxVUs: input.maxVUs ?? input.preAllocatedVUs,
      }
    case 'ramping-arrival-rate':
      return {
        executor: input.executor,
        ...common,
        startRate: input.startRate ?? DEFAULTS.startRate,
        timeUnitUs: parseDuration(input.timeUnit ?? DEFAULTS.timeUnit),
        stages: buildStages(input.stages),
        preAllocatedVUs: input.preAllocatedVUs,
        maxVUs: input.maxVUs ?? input.preAllocatedVUs,
      }
    case 'externally-controlled':
      return {
        executor: input.executor,
        ...common,
        vus: input.vus,
        maxVUs: input.maxVUs ?? Math.max(1, input.vus),
        durationUs: parseDuration(input.duration),
      }
    case 'breaking-point': {
      const maxVUs = input.raise === 'vus' ? input.max : (input.maxVUs ?? 0)
      return {
        executor: input.executor,
        ...common,
        raise: input.raise,
        timeUnitUs: parseDuration(input.timeUnit ?? DEFAULTS.timeUnit),
        start: input.start,
        step: input.step,
        max: input.max,
        holdUs: parseDuration(input.hold ?? DEFAULTS.hold),
        breakAfterUs: parseDuration(input.breakAfter ?? DEFAULTS.breakAfter),
        precision: input.precision ?? Math.max(1, Math.round(input.step / 10)),
        preAllocatedVUs: input.preAllocatedVUs ?? maxVUs,
        maxVUs,
      }
    }
  }
}

function buildStages(stages: readonly { duration: string | number; target: number }[]): Stage[] {
  return stages.map(({ duration, target }) => ({ durationUs: parseDuration(duration), target }))
}
