import { Agent, request } from 'undici'
import { HeadroomError } from '../../../shared/errors.ts'
import type { GuardedResolver } from '../../engine/http/resolver.ts'

/** A health answer or a scrape that is longer is not read to its end. */
const MOST_BODY_BYTES = 2_000_000

export interface Looked {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

/** Requests beside the load: one connection of its own that is kept, guarded host names, bounded bodies. */
export class GuardedGet {
  private readonly url: URL
  private readonly headers: Readonly<Record<string, string>>
  private readonly resolver: GuardedResolver
  private readonly agent: Agent
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
    this.agent = new Agent({ connections: 1, maxResponseSize: MOST_BODY_BYTES, connect: { lookup: resolver.lookup } })
  }

  /** @throws Error when there is no whole answer; HeadroomError ANSWER_TOO_LONG */
  async get(signal: AbortSignal): Promise<Looked> {
    const { url, headers, resolver, agent, sent } = this
    const refusal = resolver.refusal(url.hostname.replace(/^\[|\]$/g, ''))
    if (refusal !== undefined) throw refusal
    try {
      const answer = await request(url, {
        method: sent.method as 'GET',
        ...(sent.body === undefined ? {} : { body: sent.body }),
        headers: { accept: '*/*', ...headers },
        dispatcher: agent,
        signal,
      })
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
    } catch (error) {
      throw (error as { code?: string }).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? tooLong(url) : error
    }
  }

  close(): void {
    // The promise only tells that it is gone.
    void this.agent.destroy()
  }
}

function tooLong({ pathname }: URL): HeadroomError {
  return new HeadroomError({
    code: 'ANSWER_TOO_LONG',
    message: `The answer of ${pathname} is longer than ${MOST_BODY_BYTES / 1e6} MB.`,
  })
}
