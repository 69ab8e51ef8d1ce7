import { parseScenario } from '../../../shared/scenario/parse.ts'
import { resolveScenario } from '../../../shared/scenario/resolve.ts'
import type { PrepareMessage } from '../protocol.ts'
import { prepareOf } from './scenarios.ts'

/** Test support: what a worker gets for a scenario whose steps are written as in a file; one iteration unless `load` says more. */
export function prepareYaml(baseUrl: string, steps: string, more = ''): PrepareMessage {
  const load = /^load:/m.test(more) ? '' : 'load: { main: { executor: shared-iterations, maxDuration: 60s } }\n'
  return prepareFile(
    `headroom: 1\nname: Test\ntarget: { baseUrl: "${baseUrl}", timeout: 20s }\n${load}${more}\nflows:\n  main:\n${steps}`,
  )
}

/** Test support: the same of a whole file. */
export function prepareFile(text: string, env: Readonly<Record<string, string>> = {}): PrepareMessage {
  const { scenario, problems } = parseScenario(text)
  if (!scenario) throw new Error(JSON.stringify(problems, null, 1))
  const resolved = resolveScenario(scenario, { env, secrets: {} }, text)
  if (!resolved.scenario) throw new Error(JSON.stringify(resolved.problems, null, 1))
  return prepareOf(resolved.scenario)
}
