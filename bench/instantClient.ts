import type { Clock, TimerHandle } from '../src/core/engine/clock.ts'
import type { HttpClient, HttpConnection, HttpResult, SocketConnector } from '../src/core/engine/http/client.ts'
import type { Origin } from '../src/core/engine/http/origin.ts'
import { createRandom } from '../src/core/engine/random.ts'

const NOTHING = new Uint8Array(0)

/** A server without sockets that remembers nothing: log-normal times on the clock that it is given. */
export class InstantClient implements HttpClient {
  private readonly clock: Clock
  private readonly medianUs: number
  private readonly random = createRandom(3)

  /** @param medianUs 0: answered as soon as the clock lets anything happen */
  constructor(clock: Clock, medianUs: number) {
    this.clock = clock
    this.medianUs = medianUs
  }

  open(origin: Origin): HttpConnection {
    const { clock } = this
    let pending: TimerHandle | undefined
    const abort = (): void => {
      if (pending) clock.cancel(pending)
      pending = undefined
    }
    return {
      origin,
      send: (_request, _cookie, handler) => {
        const startedAtUs = clock.nowUs()
        const tookUs = this.serviceUs()
        pending = clock.at(startedAtUs + tookUs, () => {
          pending = undefined
          handler.bodyLimit(200)
          handler.done(resultOf(startedAtUs, tookUs))
        })
      },
      abort,
      leave: abort,
      close: abort,
    }
  }

  connector(): SocketConnector {
    throw new Error('There are no sockets here.')
  }

  private serviceUs(): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random())
    return this.medianUs * Math.exp(0.5 * normal)
  }
}

function resultOf(startedAtUs: number, tookUs: number): HttpResult {
  return {
    status: 200,
    failure: undefined,
    startedAtUs,
    endedAtUs: startedAtUs + tookUs,
    blockedUs: 0,
    lookingUpUs: 0,
    connectingUs: 0,
    tlsHandshakingUs: 0,
    sendingUs: 40,
    waitingUs: tookUs - 200,
    receivingUs: 160,
    bytesSent: 120,
    bytesReceived: 800,
    bodyTruncated: false,
    body: () => NOTHING,
    header: () => undefined,
    headers: () => [],
  }
}
