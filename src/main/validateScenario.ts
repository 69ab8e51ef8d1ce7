import { secretsFromEnv } from '../core/runner/secretsFromEnv.ts'
import { defaultWorkers } from '../core/runner/workerHost.ts'
import type { Validation } from '../shared/ipc.ts'
import { parseScenario } from '../shared/scenario/parse.ts'
import { overviewOf } from '../shared/scenario/plan.ts'
import { resolveScenario } from '../shared/scenario/resolve.ts'

/** What `${NAME}` and `${secret:NAME}` stand for in this app. */
export function referenceValues(): { env: NodeJS.ProcessEnv; secrets: Record<string, string> } {
  return { env: process.env, secrets: secretsFromEnv(process.env) }
}

/** What is wrong with a text, missing values of references included; with an overview when it could run now. */
export function validateScenario(text: string): Validation {
  const parsed = parseScenario(text, defaultWorkers())
  if (parsed.scenario === undefined) return { problems: parsed.problems }
  const resolved = resolveScenario(parsed.scenario, referenceValues(), text)
  const problems = [...parsed.problems, ...resolved.problems]
  return resolved.scenario === undefined ? { problems } : { problems, overview: overviewOf(resolved.scenario) }
}
