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

/** How long a utility process lives on after its last message: Electron does not tell when it is out. */
const LINGER_MS = 200

/** The wire to the process that started this one: Electron's `parentPort`, otherwise Node's IPC channel. */
export function openParentPort<Out, In>(): ParentPort<Out, In> {
  const utility = (process as { parentPort?: UtilityPort }).parentPort
  return utility ? utilityPort(utility) : channelPort()
}

function utilityPort<Out, In>(utility: UtilityPort): ParentPort<Out, In> {
  const exitSoon = (code: number): void => {
    setTimeout(() => process.exit(code), LINGER_MS)
  }
  return {
    post: (message) => utility.postMessage(message),
    onMessage: (listener) => utility.on('message', (event) => listener(event.data as In)),
    postLast(message, exitCode) {
      utility.postMessage(message)
      exitSoon(exitCode)
    },
    closeWhenSent: () => exitSoon(0),
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
