import { resolve } from 'node:path'
import { loadScenario } from '../../core/runner/loadScenario.ts'
import { secretsFromEnv } from '../../core/runner/secretsFromEnv.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { type SessionOptions, runSession } from '../runSession.ts'
import { problemLines, readScenarioFile } from '../scenarioFile.ts'
import { TEMPLATES } from '../templates.ts'

/** Runs a scenario file. @param variables from `-e NAME=VALUE`, over the environment */
export async function runCommand(
  file: string,
  variables: Readonly<Record<string, string>>,
  options: SessionOptions & { short: boolean },
  output: Output,
): Promise<ExitCode> {
  const { loaded, problems } = await loadScenario({
    text: readScenarioFile(file),
    file: resolve(file),
    shippedTargets: TEMPLATES,
    short: options.short,
    env: { ...process.env, ...variables },
    secrets: secretsFromEnv(process.env),
  })
  for (const line of problemLines(file, problems, output)) output.err(line)
  return loaded === undefined ? EXIT.invalidScenario : runSession(loaded, options, output)
}
