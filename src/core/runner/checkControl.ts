import { HeadroomError } from '../../shared/errors.ts'
import type { HandControl } from '../../shared/run.ts'
import type { Scenario } from '../../shared/scenario/types.ts'
import type { ControlChange } from './runScenario.ts'

/**
 * Whether a change of an externally-controlled executor is within its limits.
 * @returns what the change is, for the run's events
 * @throws HeadroomError CONTROL_REFUSED
 */
export function checkControl({ load, guards }: Scenario, { executor, vus, rate, paused }: ControlChange): string {
  const config = load[executor]
  if (config === undefined) throw refused(`This run has no executor named ${executor}.`, known(load))
  if (config.executor !== 'externally-controlled') {
    throw refused(`${executor} is ${config.executor}: its load follows its plan.`, known(load))
  }
  const most = Math.min(config.maxVUs, guards.maxVUs ?? Infinity)
  if (vus !== undefined && vus > most) {
    throw refused(`${executor} may have ${most} VUs at most; ${vus} were asked for.`, 'Raise maxVUs in the scenario.')
  }
  const changes = [
    ...(vus === undefined ? [] : [`${vus} VUs`]),
    ...(rate === undefined ? [] : [`${rate} iterations/s`]),
    ...(paused === undefined ? [] : [paused ? 'paused' : 'resumed']),
  ]
  return `Load of ${executor} changed by hand: ${changes.join(', ')}.`
}

/** What is set after a change: a number of VUs ends a rate, all else that a change does not name stays. */
export function controlAfter(before: HandControl = {}, change: HandControl): HandControl {
  const { rate: _rate, ...withoutRate } = before
  return { ...(change.vus === undefined ? before : withoutRate), ...change }
}

function known(load: Scenario['load']): string {
  const names = Object.keys(load).filter((name) => load[name]?.executor === 'externally-controlled')
  return names.length === 0
    ? 'Only externally-controlled executors can be changed; this scenario has none.'
    : `Can be changed: ${names.join(', ')}.`
}

function refused(message: string, hint: string): HeadroomError {
  return new HeadroomError({ code: 'CONTROL_REFUSED', message, hint })
}
