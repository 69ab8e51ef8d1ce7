import type { ScenarioOverview } from '../ipc.ts'
import { formatRate } from '../units.ts'
import { loadShape, mostVUs, peakRate, peakVUs } from './loadShape.ts'
import { withDefaults } from './references.ts'
import type { ExecutorConfig, Scenario, Step } from './types.ts'

/**
 * What a scenario will do, for the side of the editor and the head of a run. The planned duration is the latest end of an
 * executor: startTime and duration (for iterations maxDuration, the latest they may end), gracefulStop not counted.
 */
export function overviewOf(scenario: Scenario): ScenarioOverview {
  const executors = Object.entries(scenario.load)
  const plan = executors.map(([executor, config]) => {
    const { unit, points } = loadShape(config)
    return { executor, unit, points }
  })
  return {
    name: scenario.name,
    ...(scenario.description !== undefined && { description: scenario.description }),
    baseUrl: withDefaults(scenario.target.baseUrl) ?? scenario.target.baseUrl,
    plannedDurationMs: plannedDurationMs(scenario),
    maxVUs: peakVUs(Object.values(scenario.load)),
    executors: executors.map(([name, config]) => ({
      name,
      executor: config.executor,
      flow: config.flow,
      describes: describeExecutor(config),
    })),
    steps: stepNames(scenario),
    thresholds: scenario.thresholds.map(({ metric, expression, limit, baseline, source }) => ({
      metric,
      expression,
      limit,
      ...(baseline === undefined ? {} : { baseline }),
      ...(source === undefined ? {} : { source }),
    })),
    plan,
  }
}

/** The latest planned end of an executor, gracefulStop not counted. */
export function plannedDurationMs(scenario: Pick<Scenario, 'load'>): number {
  return Math.max(0, ...Object.values(scenario.load).map((config) => loadShape(config).endMs))
}

/**
 * Virtual users that the plan asks for at a moment. Null where it asks for none in particular: while iterations arrive by
 * rate, or a hand or the breaking-point search sets them.
 */
export function plannedVUs(scenario: Pick<Scenario, 'load'>, atMs: number): number | null {
  let sum = 0
  for (const config of Object.values(scenario.load)) {
    const shape = loadShape(config)
    if (atMs < shape.startMs || atMs > shape.endMs) continue
    if (shape.unit !== 'VUs' || config.executor === 'externally-controlled' || config.executor === 'breaking-point') {
      return null
    }
    sum += valueAt(shape.points, atMs)
  }
  return sum
}

/** Whole VUs, as ramping-vus counts them: the line rounded down on the way up, up on the way down. */
function valueAt(points: readonly (readonly [number, number])[], atMs: number): number {
  const next = points.findIndex(([ms]) => ms > atMs)
  const before = points[next < 0 ? points.length - 1 : next - 1]
  const after = points[next]
  if (!before) return 0
  if (!after) return before[1]
  const value = before[1] + ((after[1] - before[1]) * (atMs - before[0])) / (after[0] - before[0])
  return after[1] > before[1] ? Math.floor(value + 1e-9) : Math.ceil(value - 1e-9)
}

/** Names of every request step of the flows that are run, in the order of the file. */
function stepNames(scenario: Scenario): string[] {
  const reached = new Set<string>()
  const reach = (flow: string) => {
    if (reached.has(flow)) return
    reached.add(flow)
    for (const called of calledFlows(scenario.flows[flow] ?? [])) reach(called)
  }
  for (const { flow } of Object.values(scenario.load)) reach(flow)
  const names = Object.entries(scenario.flows).flatMap(([flow, steps]) =>
    reached.has(flow) ? requestNames(steps) : [],
  )
  return [...new Set(names)]
}

function calledFlows(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'flow') return [step.flow]
    if (step.kind === 'choose') return step.branches.map(({ flow }) => flow)
    return step.kind === 'group' ? calledFlows(step.steps) : []
  })
}

function requestNames(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === 'request') return [step.name]
    return step.kind === 'group' ? requestNames(step.steps) : []
  })
}

/** One line, as k6 says it: `Up to 150 VUs over 23m in 3 stages (flow mixed)`. */
function describeExecutor(config: ExecutorConfig): string {
  const later = config.startTimeUs > 0 ? `, from ${compactDuration(config.startTimeUs)}` : ''
  return `${describeLoad(config)} (flow ${config.flow}${later})`
}

function describeLoad(config: ExecutorConfig): string {
  const vus = (count: number) => `${count} VU${count === 1 ? '' : 's'}`
  const { startMs, endMs } = loadShape(config)
  const over = compactDuration((endMs - startMs) * 1000)
  const rate = (perSecond: number) => formatRate(perSecond, 'iterations/s')
  switch (config.executor) {
    case 'constant-vus':
      return `${vus(config.vus)} for ${over}`
    case 'ramping-vus':
      return `Up to ${vus(mostVUs(config))} over ${over} in ${stageCount(config.stages.length)}`
    case 'shared-iterations':
      return `${config.iterations} iterations shared by ${vus(config.vus)}, at most ${over}`
    case 'per-vu-iterations':
      return `${config.iterations} iterations for each of ${vus(config.vus)}, at most ${over}`
    case 'constant-arrival-rate':
      return `${rate(peakRate(config))} for ${over}, up to ${vus(config.maxVUs)}`
    case 'ramping-arrival-rate':
      return `Up to ${rate(peakRate(config))} over ${over} in ${stageCount(config.stages.length)}, up to ${vus(config.maxVUs)}`
    case 'externally-controlled':
      return `${vus(config.vus)} at first, set by hand up to ${config.maxVUs}, for ${over}`
    case 'breaking-point': {
      const unit = config.raise === 'vus' ? 'VUs' : `iterations per ${compactDuration(config.timeUnitUs)}`
      return `From ${config.start} up to ${config.max} ${unit} in steps of ${config.step}, until a threshold breaks`
    }
  }
}

function stageCount(count: number): string {
  return `${count} stage${count === 1 ? '' : 's'}`
}

/** As durations are written in the file: `1m30s`, `500ms`. */
function compactDuration(us: number): string {
  const units = [
    ['h', 3600e6],
    ['m', 60e6],
    ['s', 1e6],
    ['ms', 1e3],
  ] as const
  let rest = us
  let text = ''
  for (const [unit, size] of units) {
    const whole = Math.floor(rest / size)
    if (whole > 0) text += `${whole}${unit}`
    rest -= whole * size
  }
  return text === '' ? '0s' : text
}
