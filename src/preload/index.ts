import { contextBridge, ipcRenderer } from 'electron'
import type { Pushes } from '../shared/ipc.ts'
import { CALL_NAMES, PUSH_NAMES } from '../shared/ipcNames.ts'

// The bridge: one named method per call of the contract, and a way to listen. The renderer never sees ipcRenderer, and
// cannot name a channel of its own.
const calls = Object.fromEntries(
  CALL_NAMES.map((name) => [name, (request: unknown): Promise<unknown> => ipcRenderer.invoke(name, request)]),
)

function on<Name extends keyof Pushes>(name: Name, listener: (payload: Pushes[Name]) => void): () => void {
  if (!PUSH_NAMES.includes(name)) throw new Error(`There is no push named ${name}.`)
  const forward = (_event: unknown, payload: Pushes[Name]): void => listener(payload)
  ipcRenderer.on(name, forward)
  return () => ipcRenderer.off(name, forward)
}

contextBridge.exposeInMainWorld('headroom', { ...calls, on })
