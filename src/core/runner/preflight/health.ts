import { matchesTags } from '../../../shared/metrics/series.ts'
import type { PreflightFinding } from '../../../shared/preflight.ts'
import type { Observation } from '../../../shared/scenario/observe.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import type { GuardedResolver } from '../../engine/http/resolver.ts'
import { clientFor } from '../observers/createObservers.ts'
import { type Health, readHealth } from '../observers/health.ts'
import { requestSteps } from './requestSteps.ts'

type HealthObservation = Extract<Observation, { kind: 'health' }>

const MOST_NAMED = 6

/** How the system says it is, by each health observer of the scenario, and what that means for the steps. */
export async function checkHealth(
  scenario: Scenario,
  resolver: GuardedResolver,
  signal: AbortSignal,
): Promise<PreflightFinding[]> {
  const observations = (scenario.observe ?? []).filter((one) => one.kind === 'health')
  const found = await Promise.all(
    observations.map(async (observation) => {
      const client = clientFor(observation.url, scenario, resolver)
      try {
        return healthFindings(scenario, observation, readHealth(await client.get(signal), observation.dependencies))
      } catch (error) {
        const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
        const text = `Its health cannot be read at ${observation.url}: ${reason}.`
        return [{ check: 'health', level: 'warning', text } as const]
      } finally {
        client.close()
      }
    }),
  )
  return found.flat()
}

function healthFindings(scenario: Scenario, { expect, needs }: HealthObservation, health: Health): PreflightFinding[] {
  const bad = [...health.dependencies].filter(([, state]) => state !== 'up')
  if (health.state === 'up' && bad.length === 0) {
    const names = [...health.dependencies.keys()]
    const which = names.length === 0 ? '' : ` (${names.join(', ')})`
    const said: PreflightFinding = { check: 'health', level: 'ok', text: `The system is healthy${which}.` }
    if (expect === 'healthy') return [said]
    const text = `${said.text.slice(0, -1)}, though this scenario expects it degraded.`
    return [{ ...said, level: 'warning', text }]
  }
  const level = expect === 'degraded' ? 'ok' : 'error'
  const expected = expect === 'degraded' ? ' This scenario expects that.' : ''
  const hint = 'Run anyway when that is what you want to measure: expect: degraded says so in the scenario.'
  const finding = (text: string): PreflightFinding => ({
    check: 'health',
    level,
    text: `${text}${expected}`,
    ...(level === 'error' ? { hint } : {}),
  })
  if (bad.length === 0) return [finding(`The system says that it is ${health.state}.`)]
  return bad.map(([dependency, state]) => {
    const match = needs[dependency]
    const what = `${dependency} is ${state === 'down' ? 'away' : 'degraded'}`
    if (match === undefined) {
      return finding(`${what}: what needs it will fail (\`needs\` under the health observer can say which steps do).`)
    }
    const steps = [
      ...new Set(
        requestSteps(scenario)
          .filter((step) => matchesTags({ ...step.tags, step: step.name }, match))
          .map(({ name }) => name),
      ),
    ]
    if (steps.length === 0) return finding(`${what}, but no step needs it.`)
    const named = steps.slice(0, MOST_NAMED).join(', ') + (steps.length > MOST_NAMED ? ', …' : '')
    const which =
      steps.length === 1 ? 'this step needs it and will fail' : `these ${steps.length} steps need it and will fail`
    return finding(`${what}: ${which}, most likely with 503: ${named}.`)
  })
}
