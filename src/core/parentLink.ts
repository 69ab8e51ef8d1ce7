/** The two ways in which a process of ours hangs on its parent: Electron's utility process, or Node's child process. */
interface UtilityParent {
  postMessage(message: unknown): void
  on(name: 'message', listener: (event: { data: unknown }) => void): void
}

export interface ParentLink<Out, In> {
  post(message: Out): void
  onMessage(listener: (message: In) => void): void
}

/**
 * The link to the process that started this one. A child process ends itself when its parent is gone; a utility process is
 * ended by Electron. @throws Error when it was started by hand, without a parent to talk to
 */
export function parentLink<Out, In>(): ParentLink<Out, In> {
  const { parentPort } = process as { parentPort?: UtilityParent }
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data as In)),
    }
  }
  if (!process.send) throw new Error('This program is started by Headroom, not by hand.')
  process.once('disconnect', () => process.exit(0))
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', (message) => listener(message as In)),
  }
}
