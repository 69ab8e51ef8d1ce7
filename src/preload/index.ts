import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { AppApi, Pushes } from '../shared/ipc.ts'
import { CALL_NAMES, PUSH_NAMES } from '../shared/ipcNames.ts'

type Method = (request: unknown) => Promise<never>
type PushName = (typeof PUSH_NAMES)[number]

// The bridge: one named method per call of the contract, and a way to listen. The renderer never sees ipcRenderer, and
// cannot name a channel of its own.
const calls = Object.fromEntries(
  CALL_NAMES.filter((name) => name !== 'importDropped').map((name) => [
    name,
    (request: unknown) => ipcRenderer.invoke(name, request),
  ]),
) as Record<Exclude<(typeof CALL_NAMES)[number], 'importDropped'>, Method>

function on<Name extends PushName>(name: Name, listener: (payload: Pushes[Name]) => void): () => void {
  if (!PUSH_NAMES.includes(name)) throw new Error(`There is no push named ${name}.`)
  const forward = (_event: unknown, payload: Pushes[Name]): void => listener(payload)
  ipcRenderer.on(name, forward)
  return () => ipcRenderer.off(name, forward)
}

/** Paths come from the files that the user dropped: the page itself cannot name any. */
function importFiles(files: readonly object[]): Promise<never> {
  const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
  return ipcRenderer.invoke('importDropped', { files: paths }) as Promise<never>
}

// A name of the contract that is missing in ipcNames.ts does not compile here.
const api: AppApi = { ...calls, on, importFiles }
contextBridge.exposeInMainWorld('headroom', api)
