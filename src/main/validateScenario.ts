import { secretsFromEnv } from '../core/runner/secretsFromEnv.ts'
import type { Validation } from '../shared/ipc.ts'
import { parseWithTargets } from '../core/runner/targets/addTargets.ts'
import { overviewOf } from '../shared/scenario/plan.ts'
import { resolveScenario } from '../shared/scenario/resolve.ts'

import { TEMPLATES } from './resources.ts'

/** What `${NAME}` and `${secret:NAME}` stand for in this app. */
export function referenceValues(): { env: NodeJS.ProcessEnv; secrets: Record<string, string> } {
  return { env: process.env, secrets: secretsFromEnv(process.env) }
}

/** What is wrong with a text, missing values of references included; with an overview when it could run now. */
export function validateScenario(text: string, file?: string): Validation {
  const parsed = parseWithTargets(text, { ...(file === undefined ? {} : { file }), shipped: TEMPLATES })
  if (parsed.scenario === undefined) return { problems: parsed.problems }
  const resolved = resolveScenario(parsed.scenario, referenceValues(), text)
  const problems = [...parsed.problems, ...resolved.problems]
  return resolved.scenario === undefined ? { problems } : { problems, overview: overviewOf(resolved.scenario) }
}
