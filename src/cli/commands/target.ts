import { startSampleTarget } from '../../core/sample-target/sampleTarget.ts'
import type { AiOptions } from '../../core/sample-target/ai/settings.ts'
import type { Output } from '../output.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'

export interface TargetOptions {
  port: number
  seed: number
  latencyScale: number
  ai: AiOptions
  postgres?: string
  redis?: string
}

/** Runs the sample target until `stopped` settles (Ctrl-C). */
export async function targetCommand(options: TargetOptions, stopped: Promise<void>, output: Output): Promise<ExitCode> {
  const target = await startSampleTarget(options)
  output.out(`The sample target listens on ${target.url} (health: ${target.url}/api/health). Ctrl-C ends it.`)
  await stopped
  await target.close()
  return EXIT.passed
}
