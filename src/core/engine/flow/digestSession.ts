import { compileTemplate } from '../../../shared/scenario/template.ts'
import type { TemplateScope } from '../../../shared/scenario/template.ts'
import type { Auth } from '../../../shared/scenario/http.ts'
import type { HttpRequest, HttpResult } from '../http/client.ts'
import type { Origin } from '../http/origin.ts'
import { digestOf, parseChallenge } from './digest.ts'
import type { Credentials, DigestChallenge } from './digest.ts'

/** Who asks, for the requests of one step. */
export interface DigestTemplate {
  render(scope: TemplateScope): Credentials
}

export function digestTemplate(auth: Auth | { type: 'none' } | undefined): DigestTemplate | undefined {
  if (auth?.type !== 'digest') return undefined
  const [username, password] = [compileTemplate(auth.username), compileTemplate(auth.password)]
  return { render: (scope) => ({ username: username.render(scope), password: password.render(scope) }) }
}

/**
 * What one virtual user knows of the servers that want digests. The first request is sent without; its challenge (status
 * 401) is answered, and told ahead with the requests after it.
 */
export class DigestSession {
  private readonly known = new Map<Origin, { challenge: DigestChallenge; uses: number }>()

  /** The request with what its server wants to hear, as far as that is known. */
  sign(request: HttpRequest, credentials: Credentials): HttpRequest {
    const session = this.known.get(request.origin)
    if (!session) return request
    session.uses++
    const value = digestOf(session.challenge, credentials, request.method, request.path, session.uses)
    return { ...request, headers: [...request.headers, 'authorization', value], encoded: undefined }
  }

  /** @returns whether the response, a 401, asks for a digest that can be given now */
  challenged(request: HttpRequest, result: HttpResult): boolean {
    const headers = result.headers()
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const challenge = headers[index] === 'www-authenticate' ? parseChallenge(headers[index + 1]) : undefined
      if (!challenge) continue
      this.known.set(request.origin, { challenge, uses: 0 })
      return true
    }
    return false
  }
}
