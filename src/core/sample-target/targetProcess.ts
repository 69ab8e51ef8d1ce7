import { fork } from 'node:child_process'
import { HeadroomError } from '../../shared/errors.ts'
import type { TargetMessage } from './targetMessage.ts'

/** Loading the program and listening take well under a second. */
const START_LIMIT_MS = 15_000

/** A sample target in a process of its own. */
export interface TargetProcess {
  url: string
  /** Ends the process; a no-op when it is gone. */
  close(): void
}

/**
 * Starts the sample target as a child process of plain Node, on any free port, so that it does not share its parent's event
 * loop. It ends with its parent.
 * @param targetFile the built entry
 * @throws HeadroomError TARGET_CANNOT_START, or what the target itself says
 */
export function startTargetProcess(targetFile: string): Promise<TargetProcess> {
  const child = fork(targetFile, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill()
      reject(new HeadroomError({ code: 'TARGET_CANNOT_START', message: `The sample target did not start: ${why}.` }))
    }
    const timer = setTimeout(() => fail('it said nothing for 15 s'), START_LIMIT_MS)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`its process ended with code ${code}`))
    child.once('message', (message) => {
      clearTimeout(timer)
      const answer = message as TargetMessage
      if (answer.type === 'failed') reject(new HeadroomError(answer.error))
      else resolve({ url: answer.url, close: () => child.kill() })
    })
  })
}
