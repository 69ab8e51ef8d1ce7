import { HeadroomError } from '../shared/errors.ts'
import type { Answer, CallName, CallRequest, CallResponse, Pushes, RunDetail } from '../shared/ipc.ts'
import { unpackPoints } from '../shared/packedPoints.ts'

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

/** A stored run, with its seconds unpacked. @throws HeadroomError RUN_NOT_FOUND */
export async function askRun(runId: string): Promise<RunDetail> {
  const { points, ...run } = await ask('getRun', { runId })
  return { ...run, points: unpackPoints(points) }
}

/** Listens to what main tells unasked; returns the function that ends it. */
export function listen<Name extends keyof Pushes>(name: Name, listener: (payload: Pushes[Name]) => void): () => void {
  return window.headroom.on(name, listener)
}
