import { utilityProcess } from 'electron'
import type { TargetMessage } from '../core/sample-target/targetMessage.ts'
import type { TargetProcess } from '../core/sample-target/targetProcess.ts'
import { HeadroomError } from '../shared/errors.ts'

/** Loading the program and listening take well under a second. */
const START_LIMIT_MS = 15_000

/**
 * Starts the sample target in a utility process of its own, on any free port: it shares no event loop with what measures it.
 * @throws HeadroomError TARGET_CANNOT_START, or what the target itself says
 */
export function startSampleTarget(targetFile: string): Promise<TargetProcess> {
  const child = utilityProcess.fork(targetFile, [], { serviceName: 'sample target', stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill()
      reject(new HeadroomError({ code: 'TARGET_CANNOT_START', message: `The sample target did not start: ${why}.` }))
    }
    const timer = setTimeout(() => fail('it said nothing for 15 s'), START_LIMIT_MS)
    child.once('exit', (code) => fail(`its process ended with code ${code}`))
    child.once('message', (message: TargetMessage) => {
      clearTimeout(timer)
      if (message.type === 'failed') reject(new HeadroomError(message.error))
      else resolve({ url: message.url, close: () => child.kill() })
    })
  })
}
