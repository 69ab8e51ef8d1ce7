import { freemem } from 'node:os'
import { HeadroomError } from '../../../shared/errors.ts'
import type { PreflightFinding } from '../../../shared/preflight.ts'
import { loadShape, peakVUs } from '../../../shared/scenario/loadShape.ts'
import { plannedDurationMs } from '../../../shared/scenario/plan.ts'
import type { ExecutorConfig, Scenario, Step } from '../../../shared/scenario/types.ts'
import { WORKER_RATE } from '../../../shared/scenario/workerRate.ts'
import { formatBytes, formatClock, formatCount, formatRate } from '../../../shared/units.ts'
import { checkOpenFiles } from '../../engine/openFiles.ts'

/** Twice what a virtual user with its connection was measured to hold (docs/benchmarks.md), for the kernel's buffers. */
const USER_BYTES = 16_000
/** Flows call flows; beyond this depth a call counts as nothing. */
const MOST_DEPTH = 20

export interface CapacityInput {
  workers: number
  /** How many files a process may have open; undefined: as many as it likes. */
  openFiles: number | undefined
  /** How long one request took; undefined when none was answered. */
  responseUs: number | undefined
}

/** What one iteration of a flow is, on average. */
interface Iteration {
  requests: number
  thinkUs: number
}

/** How many requests and connections the plan comes to, and whether this machine can make them. */
export function estimateCapacity(scenario: Scenario, input: CapacityInput): PreflightFinding[] {
  const { workers, openFiles, responseUs = 0 } = input
  const estimates = Object.values(scenario.load).map((config) => estimate(config, scenario, responseUs))
  const requests = estimates.reduce((sum, one) => sum + one.requests, 0)
  const wanted = estimates.reduce((sum, one) => sum + one.plannedRate, 0)
  const planned = Math.min(wanted, scenario.guards.maxRps ?? Infinity)
  const capacity = workers * WORKER_RATE
  const users = peakVUs(Object.values(scenario.load))
  const duration = formatClock(plannedDurationMs(scenario))
  const able = `This machine can make about ${formatRate(capacity, 'req/s')} with ${workers} load ${workers === 1 ? 'worker' : 'workers'}`
  const findings: PreflightFinding[] = []
  if (planned > capacity) {
    const text = `The plan comes to ${formatRate(planned, 'req/s')} at its peak. ${able}: it will be the bottleneck.`
    const hint = 'Use more workers where there are cores, a lower rate, or a second machine.'
    findings.push({ check: 'capacity', level: 'warning', text, hint })
  } else {
    // Users without think time send as fast as they are answered: what that comes to, only the run can tell.
    const isOpenEnded = estimates.some(({ isUnpaced }) => isUnpaced)
    const most = isOpenEnded
      ? 'as many requests as the system answers'
      : `about ${formatCount(Math.round(requests))} requests`
    const text = `${capitalized(most)} in ${duration}, over up to ${formatCount(users)} connections. ${able}.`
    findings.push({ check: 'capacity', level: 'ok', text })
  }
  return [...findings, ...filesFindings(scenario, workers, openFiles), ...memoryFindings(users)]
}

function estimate(
  config: ExecutorConfig,
  { flows }: Scenario,
  responseUs: number,
): { requests: number; plannedRate: number; isUnpaced: boolean } {
  const each = iterationOf(flows[config.flow] ?? [], flows, MOST_DEPTH)
  const { unit, points } = loadShape(config)
  const area = areaBelow(points)
  if (unit === 'iterations/s') {
    const peak = Math.max(...points.map(([, rate]) => rate))
    // The search for a breaking point goes as far as it gets.
    const plannedRate = config.executor === 'breaking-point' ? 0 : peak * each.requests
    return { requests: area * each.requests, plannedRate, isUnpaced: false }
  }
  if (config.executor === 'shared-iterations') {
    return { requests: config.iterations * each.requests, plannedRate: 0, isUnpaced: false }
  }
  if (config.executor === 'per-vu-iterations') {
    return { requests: config.vus * config.iterations * each.requests, plannedRate: 0, isUnpaced: false }
  }
  const iterationUs = each.thinkUs + each.requests * responseUs
  const isUnpaced = each.thinkUs === 0
  const perUser = iterationUs === 0 ? 0 : each.requests / (iterationUs / 1e6)
  const peak = Math.max(...points.map(([, users]) => users))
  return { requests: area * perUser, plannedRate: isUnpaced ? 0 : peak * perUser, isUnpaced }
}

function iterationOf(steps: readonly Step[], flows: Scenario['flows'], depth: number): Iteration {
  const sum = { requests: 0, thinkUs: 0 }
  const add = (part: Iteration, weight = 1): void => {
    sum.requests += part.requests * weight
    sum.thinkUs += part.thinkUs * weight
  }
  const called = (flow: string): Iteration =>
    depth === 0 ? { requests: 0, thinkUs: 0 } : iterationOf(flows[flow] ?? [], flows, depth - 1)
  for (const step of steps) {
    if (step.kind === 'request') add({ requests: 1, thinkUs: 0 })
    else if (step.kind === 'think') add({ requests: 0, thinkUs: (step.minUs + step.maxUs) / 2 })
    else if (step.kind === 'group') add(iterationOf(step.steps, flows, depth))
    else if (step.kind === 'flow') add(called(step.flow))
    else if (step.kind === 'choose') {
      const total = step.branches.reduce((all, { weight }) => all + weight, 0)
      for (const { flow, weight } of step.branches) add(called(flow), weight / total)
    }
  }
  return sum
}

/** The integral of value over seconds. */
function areaBelow(points: readonly (readonly [number, number])[]): number {
  let area = 0
  for (const [index, [ms, value]] of points.entries()) {
    const [nextMs, next] = points[index + 1] ?? [ms, value]
    area += ((nextMs - ms) / 1000) * ((value + next) / 2)
  }
  return area
}

function filesFindings({ load }: Scenario, workers: number, limit: number | undefined): PreflightFinding[] {
  if (limit === undefined) return []
  try {
    const warning = checkOpenFiles(load, { index: 0, count: workers }, limit)
    return warning === undefined ? [] : [{ check: 'capacity', level: 'warning', text: warning }]
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error
    const hint = error.hint === undefined ? {} : { hint: error.hint }
    return [{ check: 'capacity', level: 'error', text: error.message, ...hint }]
  }
}

function memoryFindings(users: number): PreflightFinding[] {
  const needed = users * USER_BYTES
  const free = freemem()
  if (needed < free / 2) return []
  const text = `${formatCount(users)} virtual users need about ${formatBytes(needed)} of memory; ${formatBytes(free)} are free.`
  return [{ check: 'capacity', level: 'warning', text }]
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
