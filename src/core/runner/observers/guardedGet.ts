import { type IncomingHttpHeaders, Agent as HttpAgent, request as requestPlain } from 'node:http'
import { Agent as HttpsAgent, request as requestSecure } from 'node:https'
import type { LookupFunction } from '../../engine/http/resolver.ts'
import { HeadroomError } from '../../../shared/errors.ts'
import type { GuardedResolver } from '../../engine/http/resolver.ts'

/** A health answer or a scrape that is longer is not read to its end. */
const MOST_BODY_BYTES = 2_000_000

export interface Looked {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Requests beside the load: one connection of its own that is kept, guarded host names, bounded bodies. */
export class GuardedGet {
  private readonly url: URL
  private readonly headers: Readonly<Record<string, string>>
  private readonly resolver: GuardedResolver
  private readonly agent: HttpAgent | HttpsAgent
  private readonly sent: { method: string; body?: string }

  /**
   * @param url absolute, http or https
   * @param sent another method than GET, and a body
   */
  constructor(
    url: string,
    headers: Readonly<Record<string, string>>,
    resolver: GuardedResolver,
    sent: { method: string; body?: string } = { method: 'GET' },
  ) {
    this.sent = sent
    this.url = new URL(url)
    this.headers = headers
    this.resolver = resolver
    const options = { keepAlive: true, maxSockets: 1 }
    this.agent = this.url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  }

  /** @throws Error when there is no whole answer; HeadroomError ANSWER_TOO_LONG */
  async get(signal: AbortSignal): Promise<Looked> {
    const { url, headers, resolver, agent, sent } = this
    const { method, body } = sent
    const refusal = resolver.refusal(url.hostname.replace(/^\[|\]$/g, ''))
    if (refusal !== undefined) throw refusal
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestSecure : requestPlain
      const lookup = resolver.lookup as LookupFunction & NonNullable<Parameters<typeof send>[1]['lookup']>
      const options = { method, agent, headers: { ...headers, accept: '*/*' }, lookup, signal }
      const request = send(url, options, (response) => {
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes <= MOST_BODY_BYTES) chunks.push(chunk)
          else response.destroy(tooLong(url))
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  close(): void {
    this.agent.destroy()
  }
}

function tooLong({ pathname }: URL): HeadroomError {
  return new HeadroomError({
    code: 'ANSWER_TOO_LONG',
    message: `The answer of ${pathname} is longer than ${MOST_BODY_BYTES / 1e6} MB.`,
  })
}
