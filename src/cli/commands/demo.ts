import { join } from 'node:path'
import { loadScenario } from '../../core/runner/loadScenario.ts'
import { startTargetProcess } from '../../core/sample-target/targetProcess.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { type SessionOptions, runSession } from '../runSession.ts'
import { problemLines, readScenarioFile } from '../scenarioFile.ts'
import { TEMPLATES, templateFile } from '../templates.ts'

/** Starts the sample target and runs the smoke template against it; needs neither a display nor a network. */
export async function demoCommand(options: SessionOptions, output: Output): Promise<ExitCode> {
  const target = await startTargetProcess(join(import.meta.dirname, 'sampleTarget.js'))
  try {
    const file = templateFile('smoke')
    if (!options.json) output.err(`Sample target on ${target.url}; running the template ${file}.`)
    const { loaded, problems } = await loadScenario({
      text: readScenarioFile(file),
      file,
      shippedTargets: TEMPLATES,
      env: { BASE_URL: target.url },
      secrets: {},
    })
    for (const line of problemLines(file, problems, output)) output.err(line)
    return loaded === undefined
      ? EXIT.invalidScenario
      : await runSession(loaded, { ...options, reportBesideDatabase: true }, output)
  } finally {
    target.close()
  }
}
