import { Worker, isMainThread, parentPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

/** A process's end of the wire to the one that started it, and how it ends itself. */
export interface ParentPort<Out, In> {
  post(message: Out): void
  onMessage(listener: (message: In) => void): void
  /** Sends a message and ends the process when it is out. */
  postLast(message: Out, exitCode: number): void
  /** Ends the process when everything that was posted is out. */
  closeWhenSent(): void
}

/** What Electron gives utility processes; typed here because core knows nothing of Electron. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** How long a utility process that failed lives on after its last message: Electron does not tell when it is out. */
const FAILED_LINGER_MS = 200
/** One that did its work waits to be ended by its parent, which then has the last message even on a machine that is behind. */
const DONE_LINGER_MS = 10_000

/**
 * The wire to the process that started this one: Electron's `parentPort`, otherwise Node's IPC channel. In a thread that
 * `runInThread` started it leads through that.
 */
export function openParentPort<Out, In>(): ParentPort<Out, In> {
  if (!isMainThread && parentPort !== null) return threadPort(parentPort)
  const utility = electronPort()
  return utility ? utilityPort(utility) : channelPort()
}

/** Whether this is the main thread of a utility process, whose event loop is not Node's own. */
export function isUtilityMain(): boolean {
  return isMainThread && electronPort() !== undefined
}

/**
 * Runs a program in a thread of this utility process and passes its messages on. In the main thread each turn of the event loop
 * goes through Electron's: another thread waits for I/O and wakes this one. A thread has Node's own loop, as a child process
 * has, so what is measured there is the same in the app and on the command line.
 */
export function runInThread(file: string): void {
  const utility = electronPort()
  const thread = new Worker(file)
  utility?.on('message', ({ data }) => thread.postMessage(data))
  thread.on('message', (message) => utility?.postMessage(message))
  // Its own handlers told what they could; what ends it here (no memory left) only shows as the end of the process.
  thread.on('error', (error) => console.error(error))
  thread.on('exit', exitLater)
}

function exitLater(code: number): void {
  setTimeout(() => process.exit(code), code === 0 ? DONE_LINGER_MS : FAILED_LINGER_MS)
}

function electronPort(): UtilityPort | undefined {
  return (process as { parentPort?: UtilityPort }).parentPort
}

/** What a thread posts is with the other one at once, so it may end right after. */
function threadPort<Out, In>(port: MessagePort): ParentPort<Out, In> {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', (message: In) => listener(message)),
    postLast(message, exitCode) {
      port.postMessage(message)
      process.exit(exitCode)
    },
    closeWhenSent: () => process.exit(0),
  }
}

function utilityPort<Out, In>(utility: UtilityPort): ParentPort<Out, In> {
  return {
    post: (message) => utility.postMessage(message),
    onMessage: (listener) => utility.on('message', (event) => listener(event.data as In)),
    postLast(message, exitCode) {
      utility.postMessage(message)
      exitLater(exitCode)
    },
    closeWhenSent: () => exitLater(0),
  }
}

function channelPort<Out, In>(): ParentPort<Out, In> {
  let unsent = 0
  let exitCode: number | undefined
  const sent = (): void => {
    unsent--
    if (unsent === 0 && exitCode !== undefined) process.exit(exitCode)
  }
  const post = (message: Out): void => {
    // The parent may be gone; `disconnect` ends this process then.
    if (!process.connected) return
    unsent++
    process.send?.(message, sent)
  }
  process.on('disconnect', () => process.exit(0))
  return {
    post,
    onMessage: (listener) => process.on('message', (message) => listener(message as In)),
    postLast(message, code) {
      exitCode = code
      if (process.connected) post(message)
      else process.exit(code)
    },
    closeWhenSent() {
      exitCode = 0
      if (unsent === 0) process.exit(0)
    },
  }
}
