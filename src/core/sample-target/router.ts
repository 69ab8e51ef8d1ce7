import type { EndpointName } from './latency.ts'
import type { Later } from './later.ts'
import { errorReply, type Reply } from './reply.ts'

/** A request as routes see it. */
export interface TargetRequest {
  /** What `:id` stood for; empty on routes without one. */
  id: string
  query: URLSearchParams
  /** Parsed JSON; undefined on routes that take none. */
  body: unknown
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT'
  /** A plain path, or one that ends in `/:id`. */
  path: string
  /** Absent on admin routes: they have no latency and no fault touches them, so that faults can always be switched off. */
  endpoint?: EndpointName
  needsDatabase?: boolean
  handle(request: TargetRequest): Later<Reply>
}

export type Routing = { route: Route; id: string; query: URLSearchParams } | { route: undefined; reply: Reply }

type Methods = Map<string, Route>

/** Finds the route for a method and a request target (`/path?query`). */
export class Router {
  readonly #plain = new Map<string, Methods>()
  readonly #prefixes = new Map<string, Methods>()

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const isPrefix = route.path.endsWith('/:id')
      const table = isPrefix ? this.#prefixes : this.#plain
      const key = isPrefix ? route.path.slice(0, -':id'.length) : route.path
      const methods = table.get(key) ?? new Map<string, Route>()
      methods.set(route.method, route)
      table.set(key, methods)
    }
  }

  find(method: string, requestTarget: string): Routing {
    const queryAt = requestTarget.indexOf('?')
    const path = queryAt < 0 ? requestTarget : requestTarget.slice(0, queryAt)
    const lastSlash = path.lastIndexOf('/') + 1
    const plain = this.#plain.get(path)
    const methods = plain ?? this.#prefixes.get(path.slice(0, lastSlash))
    const id = plain === undefined ? path.slice(lastSlash) : ''
    if (methods === undefined || (plain === undefined && id === '')) {
      return { route: undefined, reply: errorReply(404, 'PATH_UNKNOWN', `There is nothing at ${path}.`) }
    }
    // Node leaves the body of an answer to HEAD out by itself.
    const route = methods.get(method === 'HEAD' ? 'GET' : method)
    if (route === undefined) return { route, reply: methodNotAllowed(path, methods) }
    return { route, id, query: new URLSearchParams(queryAt < 0 ? '' : requestTarget.slice(queryAt + 1)) }
  }
}

function methodNotAllowed(path: string, methods: Methods): Reply {
  const allowed = [...methods.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  const reply = errorReply(405, 'METHOD_NOT_ALLOWED', `${path} takes ${allowed} only.`)
  return { ...reply, headers: { Allow: allowed } }
}
