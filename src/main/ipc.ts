import { ipcMain } from 'electron'
import type { IpcMainInvokeEvent, WebContents } from 'electron'
import type { z } from 'zod'
import { HeadroomError, toErrorDetail } from '../shared/errors.ts'
import { CALLS } from '../shared/ipc.ts'
import type { Answer, CallName, CallResponse, Calls, Pushes } from '../shared/ipc.ts'
import { CALL_NAMES } from '../shared/ipcNames.ts'

/** One function per call of the contract; a missing one does not compile. */
export type Handlers = {
  [Name in CallName]: (request: z.output<Calls[Name]['request']>) => CallResponse<Name> | Promise<CallResponse<Name>>
}

/**
 * Answers the renderer's calls: each sender is checked, each request is checked against its schema, and errors cross the
 * border with their code and hint.
 * @param trusted whether a frame's URL is one of the app's own pages
 */
export function serveCalls(handlers: Handlers, trusted: (frameUrl: string) => boolean): void {
  for (const name of CALL_NAMES) {
    ipcMain.handle(name, (event, request: unknown) => answer(name, handlers, isTrusted(event, trusted), request))
  }
}

/** Tells the renderer something unasked; a no-op while its page is gone. */
export function push<Name extends keyof Pushes>(to: WebContents, name: Name, payload: Pushes[Name]): void {
  if (!to.isDestroyed() && !to.isCrashed()) to.send(name, payload)
}

/** Only the main frame of the app's own window may call. */
function isTrusted(event: IpcMainInvokeEvent, trusted: (frameUrl: string) => boolean): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && trusted(frame.url)
}

async function answer<Name extends CallName>(
  name: Name,
  handlers: Handlers,
  trusted: boolean,
  request: unknown,
): Promise<Answer<CallResponse<Name>>> {
  try {
    if (!trusted) throw refused('IPC_SENDER', `The call ${name} came from a page that is not the app's own.`)
    const parsed = CALLS[name].request.safeParse(request)
    if (!parsed.success) throw refused('IPC_REQUEST', `The call ${name} had a request that does not fit its schema.`)
    const handler = handlers[name] as (request: unknown) => CallResponse<Name> | Promise<CallResponse<Name>>
    return { ok: true, value: await handler(parsed.data) }
  } catch (error) {
    return { ok: false, error: toErrorDetail(error) }
  }
}

function refused(code: string, message: string): HeadroomError {
  return new HeadroomError({ code, message, hint: 'This is a fault of the app; please report it.' })
}
