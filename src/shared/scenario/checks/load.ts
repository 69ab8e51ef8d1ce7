import { formatRate, parseDuration } from '../../units.ts'
import type { Report } from '../findings.ts'
import type { ExecutorPart, ScenarioParts } from '../parts.ts'
import { FlowFloors } from './flows.ts'
import { buildExecutor } from '../buildExecutor.ts'
import { mostVUs, peakRate, peakVUs } from '../loadShape.ts'
import type { ExecutorConfig } from '../types.ts'
import { WORKER_RATE } from '../workerRate.ts'

/** Users that a load worker holds. */
const MOST_USERS = 50_000

/** What the numbers of an executor say against each other, the guards and the machine. @param workers load workers that it has */
export function checkLoad(parts: ScenarioParts, report: Report, workers: number): void {
  const floors = new FlowFloors(parts)
  for (const part of parts.executors) {
    checkNumbers(part, report)
    checkStages(part, report)
    const config = asPlanned(part)
    checkVUs(part, config, parts, report, workers)
    const flow = part.value.flow ?? parts.names.flows[0]
    if (flow !== undefined) checkRate(part, config, floors.of(flow), parts, report, workers)
  }
  checkSum(parts, report)
}

function loadWorkers(count: number): string {
  return count === 1 ? 'the one load worker' : `the ${count} load workers`
}

function asPlanned({ value: config, path }: ExecutorPart): ExecutorConfig {
  return buildExecutor(config, '', path, { texts: () => ({}) })
}

function checkNumbers({ value: config, path }: ExecutorPart, report: Report): void {
  const contradiction = (key: string, message: string, hint?: string) =>
    report({ code: 'LOAD_CONTRADICTION', message, hint, path: [...path, key] })
  if ('preAllocatedVUs' in config && config.maxVUs !== undefined && config.maxVUs < (config.preAllocatedVUs ?? 0)) {
    contradiction('maxVUs', `maxVUs (${config.maxVUs}) is below preAllocatedVUs (${config.preAllocatedVUs}).`)
  }
  if (config.executor.endsWith('arrival-rate') && 'preAllocatedVUs' in config) {
    const { preAllocatedVUs = 0, maxVUs = preAllocatedVUs } = config
    if (maxVUs === 0) contradiction('preAllocatedVUs', 'Without virtual users no iteration can start.')
  }
  if (config.executor === 'externally-controlled' && config.maxVUs !== undefined && config.maxVUs < config.vus) {
    contradiction('maxVUs', `maxVUs (${config.maxVUs}) is below vus (${config.vus}).`)
  }
  if (config.executor === 'shared-iterations' && (config.iterations ?? 1) < (config.vus ?? 1)) {
    const message = `${config.iterations ?? 1} iterations cannot be shared by ${config.vus ?? 1} virtual users.`
    contradiction(
      config.iterations === undefined ? 'vus' : 'iterations',
      message,
      'As in k6, there is at least one for each.',
    )
  }
  if (config.executor === 'breaking-point') {
    if (config.max < config.start) contradiction('max', `max (${config.max}) is below start (${config.start}).`)
    if (config.raise === 'rate' && config.maxVUs === undefined) {
      contradiction('maxVUs', 'With `raise: rate`, maxVUs is needed.', 'Say how many virtual users it may use at most.')
    }
    if (parseDuration(config.breakAfter ?? 0) > parseDuration(config.hold ?? '30s')) {
      contradiction('breakAfter', 'breakAfter is longer than hold, so that no level could break.')
    }
  }
}

function checkStages({ value: config, path }: ExecutorPart, report: Report): void {
  if (!('stages' in config)) return
  const start = config.executor === 'ramping-vus' ? (config.startVUs ?? 1) : (config.startRate ?? 0)
  let from = start
  for (const [index, stage] of config.stages.entries()) {
    if (parseDuration(stage.duration) === 0) {
      const message =
        stage.target === from
          ? 'This stage has no length and changes nothing.'
          : `This stage has no length: the load jumps from ${from} to ${stage.target}.`
      const hint = 'Give it a duration if that is not meant.'
      report({ severity: 'warning', code: 'STAGE_JUMPS', message, hint, path: [...path, 'stages', index] })
    }
    from = stage.target
  }
  const total = config.stages.reduce((sum, stage) => sum + parseDuration(stage.duration), 0)
  if (total === 0) {
    const message = 'All stages together have no length, so that nothing would run.'
    report({ code: 'LOAD_CONTRADICTION', message, path: [...path, 'stages'], at: 'key' })
  } else if (Math.max(start, ...config.stages.map(({ target }) => target)) === 0) {
    const message = 'Every target is 0, so that nothing would run.'
    report({ code: 'LOAD_CONTRADICTION', message, path: [...path, 'stages'], at: 'key' })
  }
}

function checkVUs(
  part: ExecutorPart,
  config: ExecutorConfig,
  parts: ScenarioParts,
  report: Report,
  workers: number,
): void {
  const most = mostVUs(config)
  const path = [...part.path, decidingKey(config, 'vus')]
  const { maxVUs } = parts.guards
  if (maxVUs !== undefined && most > maxVUs) {
    const message = `This plans up to ${most} virtual users; guards.maxVUs allows ${maxVUs}.`
    report({ code: 'GUARD_VUS', message, hint: 'Lower the load, or raise guards.maxVUs.', path })
  } else if (most > MOST_USERS * workers) {
    const message = `${most} virtual users are more than ${loadWorkers(workers)} of this machine can hold.`
    report({ severity: 'warning', code: 'LOAD_UNREAL', message, path })
  }
}

/** Executors that run together may pass the guard though none of them does. */
function checkSum(parts: ScenarioParts, report: Report): void {
  const { maxVUs } = parts.guards
  const configs = parts.executors.map(asPlanned)
  if (maxVUs === undefined || configs.some((config) => mostVUs(config) > maxVUs)) return
  const sum = peakVUs(configs)
  if (sum <= maxVUs) return
  const message = `The executors together plan up to ${sum} virtual users; guards.maxVUs allows ${maxVUs}.`
  report({ code: 'GUARD_VUS', message, hint: 'Lower the load, or raise guards.maxVUs.', path: ['load'], at: 'key' })
}

/** The key that decides how many virtual users, or how high a rate, an executor plans. */
function decidingKey({ executor }: ExecutorConfig, what: 'vus' | 'rate'): string {
  if (executor.startsWith('ramping-') && (what === 'rate' || executor === 'ramping-vus')) return 'stages'
  if (executor === 'breaking-point') return 'max'
  if (what === 'rate') return 'rate'
  return executor.endsWith('arrival-rate') || executor === 'externally-controlled' ? 'maxVUs' : 'vus'
}

function checkRate(
  part: ExecutorPart,
  config: ExecutorConfig,
  floor: { requests: number; thinkUs: number },
  parts: ScenarioParts,
  report: Report,
  workers: number,
): void {
  const perSecond = peakRate(config)
  if (perSecond === 0) return
  const path = [...part.path, decidingKey(config, 'rate')]
  const { maxRps } = parts.guards
  const requests = perSecond * floor.requests
  if (maxRps !== undefined && requests > maxRps) {
    const message = `This makes at least ${formatRate(requests)}; guards.maxRps allows ${formatRate(maxRps)}.`
    report({ code: 'GUARD_RPS', message, hint: 'Lower the rate, or raise guards.maxRps.', path })
  }
  const starts = Math.max(perSecond, requests)
  if (starts > WORKER_RATE * workers) {
    const most = formatRate(WORKER_RATE * workers, requests > perSecond ? 'req/s' : 'iterations/s')
    const message = `This plans ${formatRate(starts, requests > perSecond ? 'req/s' : 'iterations/s')}; ${loadWorkers(workers)} of this machine cannot make more than about ${most}.`
    report({
      severity: 'warning',
      code: 'LOAD_UNREAL',
      message,
      hint: 'Lower the rate, or use a machine with more cores.',
      path,
    })
  }
  // Little's law: so many iterations run at the same time when each takes no longer than its think time.
  const needed = Math.ceil((perSecond * floor.thinkUs) / 1e6)
  if ('maxVUs' in config && config.maxVUs > 0 && needed > config.maxVUs) {
    const message = `At ${formatRate(perSecond, 'iterations/s')} the think time alone keeps ${needed} virtual users busy; there are ${config.maxVUs}, so that iterations will be dropped.`
    report({ severity: 'warning', code: 'LOAD_NEEDS_VUS', message, hint: `Set maxVUs to more than ${needed}.`, path })
  }
}
