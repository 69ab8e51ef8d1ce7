import { allowedHosts } from '../../../shared/scenario/hosts.ts'
import type { PeriodicObservation } from '../../../shared/scenario/observe.ts'
import type { Scenario } from '../../../shared/scenario/types.ts'
import { GuardedResolver } from '../../engine/http/resolver.ts'
import { GuardedGet } from './guardedGet.ts'
import { healthLook } from './health.ts'
import type { Observer } from './observer.ts'
import { PeriodicObserver, type PeriodicOptions } from './periodicObserver.ts'
import { PostgresLook } from './postgres.ts'
import { prometheusLook } from './prometheus.ts'
import { RedisLook } from './redis.ts'

/** The observers that a scenario asks for; none of them has begun. */
export function createObservers(scenario: Scenario): Observer[] {
  const resolver = new GuardedResolver(allowedHosts(scenario.guards))
  return (scenario.observe ?? []).flatMap((observation) => {
    if (observation.kind === 'headers') return []
    const { name, everyUs } = observation
    return [new PeriodicObserver({ name, everyUs, ...lookOf(observation, scenario, resolver) })]
  })
}

function lookOf(
  observation: PeriodicObservation,
  scenario: Scenario,
  resolver: GuardedResolver,
): Pick<PeriodicOptions, 'look' | 'lookAtEnd' | 'close'> {
  switch (observation.kind) {
    case 'health': {
      const client = clientFor(observation.url, scenario, resolver)
      return { look: healthLook(observation, client), close: () => client.close() }
    }
    case 'prometheus': {
      const client = clientFor(observation.url, scenario, resolver)
      return { look: prometheusLook(observation, client), lookAtEnd: true, close: () => client.close() }
    }
    case 'postgres': {
      const { look, close } = new PostgresLook(observation, resolver)
      return { look, lookAtEnd: true, close }
    }
    case 'redis': {
      const { look, close } = new RedisLook(observation, resolver)
      return { look, lookAtEnd: true, close }
    }
  }
}

/** For a path of the target, or a URL. The target's headers (say, authorization) go to the target only. */
export function clientFor(url: string, { target }: Scenario, resolver: GuardedResolver): GuardedGet {
  const isPath = url.startsWith('/')
  return new GuardedGet(
    isPath ? `${target.baseUrl.replace(/\/$/, '')}${url}` : url,
    isPath ? target.headers : {},
    resolver,
  )
}
