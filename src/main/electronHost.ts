import { utilityProcess } from 'electron'
import type { FromWorker } from '../core/engine/protocol.ts'
import type { WorkerHost } from '../core/runner/workerHost.ts'

/** Load workers as utility processes: the app's host. Electron ends them with the app. */
export function electronHost(workerFile: string): WorkerHost {
  return {
    spawn: (index) => {
      const child = utilityProcess.fork(workerFile, [], { serviceName: `load worker ${index + 1}`, stdio: 'inherit' })
      return {
        // Known once the process has started; events name the worker by its number until then.
        get pid() {
          return child.pid
        },
        post: (message) => child.postMessage(message),
        onMessage: (listener) => {
          child.on('message', (message: FromWorker) => listener(message))
        },
        onExit: (listener) => {
          child.once('exit', (code) => listener({ code }))
        },
        kill: () => {
          child.kill()
        },
      }
    },
  }
}
