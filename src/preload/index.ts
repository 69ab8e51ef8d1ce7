import { contextBridge, ipcRenderer } from 'electron'
import type { AppApi, Pushes } from '../shared/ipc.ts'
import { CALL_NAMES, PUSH_NAMES } from '../shared/ipcNames.ts'

type Method = (request: unknown) => Promise<never>
type PushName = (typeof PUSH_NAMES)[number]

// The bridge: one named method per call of the contract, and a way to listen. The renderer never sees ipcRenderer, and
// cannot name a channel of its own.
const calls = Object.fromEntries(
  CALL_NAMES.map((name) => [name, (request: unknown) => ipcRenderer.invoke(name, request)]),
) as Record<(typeof CALL_NAMES)[number], Method>

function on<Name extends PushName>(name: Name, listener: (payload: Pushes[Name]) => void): () => void {
  if (!PUSH_NAMES.includes(name)) throw new Error(`There is no push named ${name}.`)
  const forward = (_event: unknown, payload: Pushes[Name]): void => listener(payload)
  ipcRenderer.on(name, forward)
  return () => ipcRenderer.off(name, forward)
}

// A name of the contract that is missing in ipcNames.ts does not compile here.
const api: AppApi = { ...calls, on }
contextBridge.exposeInMainWorld('headroom', api)
