import { sendControl } from '../../core/runner/controlSocket.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'

export interface ControlOptions {
  executor: string
  vus?: number
  rate?: number
  pause?: boolean
  resume?: boolean
}

/** Changes an externally-controlled executor of a run that goes on in another process. */
export async function controlCommand(runId: string, options: ControlOptions, output: Output): Promise<ExitCode> {
  const { executor, vus, rate, pause = false, resume = false } = options
  if ((vus === undefined && rate === undefined && !pause && !resume) || (pause && resume)) {
    throw new HeadroomError({
      code: 'USAGE',
      message: 'Nothing to change was named, or both --pause and --resume.',
      hint: 'Give one or more of --vus, --rate, --pause, --resume.',
    })
  }
  await sendControl(runId, {
    executor,
    ...(vus === undefined ? {} : { vus }),
    ...(rate === undefined ? {} : { rate }),
    ...(pause || resume ? { paused: pause } : {}),
  })
  output.out(`Changed ${executor} of run ${runId}.`)
  return EXIT.passed
}
