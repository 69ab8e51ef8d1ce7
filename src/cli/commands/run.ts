import { resolve } from 'node:path'
import { loadScenario } from '../../core/runner/loadScenario.ts'
import { preflight } from '../../core/runner/preflight/preflight.ts'
import { secretsFromEnv } from '../../core/runner/secretsFromEnv.ts'
import { defaultWorkers } from '../../core/runner/workerHost.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { type SessionOptions, runSession } from '../runSession.ts'
import { preflightLines } from '../terminal/preflightText.ts'
import { problemLines, readScenarioFile } from '../scenarioFile.ts'
import { TEMPLATES } from '../templates.ts'

/** Runs a scenario file. @param variables from `-e NAME=VALUE`, over the environment */
export async function runCommand(
  file: string,
  variables: Readonly<Record<string, string>>,
  options: SessionOptions & { short: boolean; skipPreflight: boolean },
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
  if (loaded === undefined) return EXIT.invalidScenario
  if (!options.skipPreflight) {
    const report = await preflight(loaded.scenario, { workers: options.workers ?? defaultWorkers() })
    for (const line of preflightLines(report, options, output.colors)) output.err(line)
    if (report.verdict === 'blocked') return EXIT.preflight
  }
  return runSession(loaded, options, output)
}
