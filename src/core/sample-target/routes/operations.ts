import { HeadroomError } from '../../../shared/errors.ts'
import type { FaultSwitches } from '../faults.ts'
import { errorReply, jsonReply, type Reply } from '../reply.ts'
import type { Route } from '../router.ts'

/** What operators look at and switch: health and faults. */
export function operationsRoutes(faults: FaultSwitches): Route[] {
  const health = (): Reply => {
    const { database } = faults.current
    const isHealthy = database === 'up'
    return jsonReply(isHealthy ? 200 : 503, {
      status: isHealthy ? 'healthy' : 'degraded',
      dependencies: { database: { status: database }, cache: { status: 'up' } },
    })
  }
  return [
    { method: 'GET', path: '/api/health', endpoint: 'health', handle: health },
    { method: 'GET', path: '/admin/faults', handle: () => jsonReply(200, faults.current) },
    { method: 'PUT', path: '/admin/faults', handle: ({ body }) => switchFaults(faults, body) },
  ]
}

function switchFaults(faults: FaultSwitches, body: unknown): Reply {
  try {
    return jsonReply(200, faults.setFrom(body))
  } catch (error) {
    if (!(error instanceof HeadroomError)) throw error
    return errorReply(400, error.code, error.message, error.hint === undefined ? undefined : [error.hint])
  }
}
