import { HeadroomError } from '../shared/errors.ts'
import type { Answer, CallName, CallRequest, CallResponse, Pushes } from '../shared/ipc.ts'

/**
 * Asks main; the one place where its answers are unwrapped.
 * @throws HeadroomError what main answered with
 */
type AskedName = Exclude<CallName, 'importDropped'>

export async function ask<Name extends AskedName>(name: Name, request: CallRequest<Name>): Promise<CallResponse<Name>> {
  const method = window.headroom[name] as (request: CallRequest<Name>) => Promise<Answer<CallResponse<Name>>>
  const answer = await method(request)
  if (!answer.ok) throw new HeadroomError(answer.error)
  return answer.value
}

/** Listens to what main tells unasked; returns the function that ends it. */
export function listen<Name extends keyof Pushes>(name: Name, listener: (payload: Pushes[Name]) => void): () => void {
  return window.headroom.on(name, listener)
}
