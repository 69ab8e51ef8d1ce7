import { fork } from 'node:child_process'
import type { FromWorker } from '../engine/protocol.ts'
import type { WorkerHost, WorkerProcess } from './workerHost.ts'

/**
 * Load workers as child processes of plain Node: the command line's host. A worker ends itself when its channel closes, so
 * none outlives a parent that was killed.
 * @param workerFile the built worker entry
 */
export function childProcessHost(workerFile: string): WorkerHost {
  return { spawn: () => spawnWorker(workerFile) }
}

function spawnWorker(workerFile: string): WorkerProcess {
  // Structured clone, not JSON: windows are typed arrays. Output of a worker is for people, never part of ours.
  const child = fork(workerFile, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return {
    pid: child.pid,
    post: (message) => {
      // The worker may be gone already; its exit tells so. Without a callback a failed send is an 'error' event.
      if (child.connected) child.send(message, () => {})
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(message as FromWorker))
    },
    onExit: (listener) => {
      let gone = false
      const once = (code: number | null, signal: string | null): void => {
        if (gone) return
        gone = true
        listener(signal === null ? { code } : { code, signal })
      }
      child.once('exit', once)
      child.once('error', () => once(null, null))
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
