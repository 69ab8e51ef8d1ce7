import { Client } from 'undici'
import type { Dispatcher } from 'undici'
import type { Clock, TimerHandle } from '../clock.ts'
import type { HttpClient, HttpConnection, HttpRequest, ResponseHandler } from './client.ts'
import { ConnectSlots } from './connectSlots.ts'
import { TimedConnector, socketConnector } from './connector.ts'
import { Exchange } from './exchange.ts'
import { FAILURES, failureOf } from './failures.ts'
import type { RequestFailure } from './failures.ts'
import type { Origin } from './origin.ts'
import type { GuardedResolver } from './resolver.ts'
import { maySendAgain } from './sendAgain.ts'

const IDLE_CLOSE_MS = 90_000
const NO_TIMEOUT = { headersTimeout: 0, bodyTimeout: 0 }

/** The client for all that the plain one does not do (TLS): undici's dispatch, one connection per virtual user. */
export function createUndiciClient(clock: Clock, resolver: GuardedResolver, slots = new ConnectSlots()): HttpClient {
  return {
    open: (origin) => new UndiciConnection(origin, clock, resolver, slots),
    connector: (origin) => socketConnector(origin, clock, resolver, slots),
  }
}

/**
 * idle -> send() -> in flight -> (response end | error | timeout) -> done -> idle
 *                        '-----> abort(): client destroyed, a new one with the next request -> idle
 */
class UndiciConnection implements HttpConnection {
  readonly origin: Origin
  private readonly clock: Clock
  private readonly connector: TimedConnector
  private readonly exchange = new Exchange()
  private client: Client | undefined
  /** Belongs to one undici client, so that late calls of a destroyed one reach nobody. */
  private link: ClientLink | undefined
  private request: HttpRequest | undefined
  private cookie = ''
  private handler: ResponseHandler | undefined
  private requestsOnSocket = 0
  private retried = false
  private deadlineUs = Infinity
  private timer: TimerHandle | undefined

  constructor(origin: Origin, clock: Clock, resolver: GuardedResolver, slots: ConnectSlots) {
    this.origin = origin
    this.clock = clock
    this.connector = new TimedConnector(origin, clock, resolver, slots)
  }

  send(request: HttpRequest, cookie: string, handler: ResponseHandler): void {
    const startedAtUs = this.clock.nowUs()
    this.request = request
    this.cookie = cookie
    this.handler = handler
    this.retried = false
    this.exchange.begin(startedAtUs)
    this.deadlineUs = startedAtUs + request.timeoutUs
    this.timer ??= this.clock.at(this.deadlineUs, this.checkDeadline)
    this.dispatch()
  }

  abort(): void {
    if (!this.handler) return
    this.handler = undefined
    this.deadlineUs = Infinity
    this.dropClient()
  }

  leave(): void {
    if (!this.handler) return
    this.dropClient()
    this.finish(undefined)
  }

  close(): void {
    if (this.timer) this.clock.cancel(this.timer)
    this.timer = undefined
    this.dropClient()
  }

  private dispatch(): void {
    const request = this.request as HttpRequest
    this.connector.reset()
    this.link ??= new ClientLink(this)
    this.client ??= new Client(this.origin.text, {
      connect: this.connector.connect,
      pipelining: 1,
      keepAliveTimeout: IDLE_CLOSE_MS,
      ...NO_TIMEOUT,
    })
    this.client.dispatch(this.optionsOf(request), this.link)
  }

  private optionsOf(request: HttpRequest): Dispatcher.DispatchOptions {
    const known = request.encoded as Dispatcher.DispatchOptions | undefined
    const options = known ?? {
      path: request.path,
      method: request.method,
      headers: request.headers as string[],
      body: request.body ?? null,
    }
    request.encoded = options
    return this.cookie === '' ? options : { ...options, headers: [...request.headers, 'cookie', this.cookie] }
  }

  // Calls of the undici client in their order. An error that it throws synchronously comes here as well: see `failed`.

  started(): void {
    const { exchange, connector } = this
    const now = this.clock.nowUs()
    this.requestsOnSocket = connector.connectedNow ? 1 : this.requestsOnSocket + 1
    exchange.sendingStarts(now, connector.connectingUs, connector.tlsHandshakingUs, connector.socket)
    // undici writes in this turn: the microtask after it is when the bytes are with the kernel.
    queueMicrotask(this.sent)
  }

  private readonly sent = (): void => {
    this.exchange.sendingEnds(this.clock.nowUs())
  }

  head(status: number, rawHeaders: readonly (Buffer | string)[]): void {
    const { exchange, handler, link } = this
    const now = this.clock.nowUs()
    exchange.head(now, status, rawHeaders)
    handler?.onHead?.(exchange, now)
    // The handler may have aborted the request, and sent another one.
    if (handler && this.link === link) exchange.keepUpTo(handler.bodyLimit(status))
  }

  data(chunk: Buffer): void {
    this.exchange.keep(chunk)
    if (this.handler?.onData) this.handler.onData(chunk, this.clock.nowUs())
  }

  ended(): void {
    this.finish(undefined)
  }

  failed(error: unknown): void {
    if (!this.handler) return
    const failure = failureOf(error)
    if (this.mayRetry(failure)) {
      this.retried = true
      setImmediate(() => {
        if (this.handler) this.dispatch()
      })
      return
    }
    // undici reports wrong arguments within `dispatch`; `done` is never synchronous.
    const link = this.link
    setImmediate(() => {
      if (this.link === link) this.finish(failure)
    })
  }

  /** A server may close a kept connection just when a request goes out on it. */
  private mayRetry(failure: RequestFailure): boolean {
    const lost =
      failure === FAILURES.connectionClosed || failure === FAILURES.connectionReset || failure === FAILURES.brokenPipe
    const kept = this.requestsOnSocket > 1 && this.exchange.status === 0
    return lost && kept && !this.retried && maySendAgain(this.request?.method ?? '')
  }

  private readonly checkDeadline = (): void => {
    this.timer = undefined
    if (this.deadlineUs === Infinity) return
    if (this.clock.nowUs() < this.deadlineUs) {
      this.timer = this.clock.at(this.deadlineUs, this.checkDeadline)
      return
    }
    const failure = this.connector.connecting ? FAILURES.connectTimeout : FAILURES.timeout
    this.dropClient()
    this.finish(failure)
  }

  private finish(failure: RequestFailure | undefined): void {
    const handler = this.handler
    if (!handler) return
    this.handler = undefined
    this.deadlineUs = Infinity
    this.exchange.end(this.clock.nowUs(), failure)
    handler.done(this.exchange)
  }

  private dropClient(): void {
    this.link?.cut()
    this.link = undefined
    this.connector.cancel()
    // The promise only tells that it is gone.
    void this.client?.destroy()
    this.client = undefined
    this.requestsOnSocket = 0
  }
}

/** undici's handler. Errors thrown in a virtual user are bugs: undici would take them for its own, so they are thrown outside. */
class ClientLink implements Dispatcher.DispatchHandler {
  private connection: UndiciConnection | undefined

  constructor(connection: UndiciConnection) {
    this.connection = connection
  }

  cut(): void {
    this.connection = undefined
  }

  onRequestStart(): void {
    this.connection?.started()
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    // 1xx heads come before the real one.
    if (status < 200) return
    const raw = controller.rawHeaders
    try {
      this.connection?.head(status, Array.isArray(raw) ? raw : [])
    } catch (error) {
      throwOutside(error)
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    try {
      this.connection?.data(chunk)
    } catch (error) {
      throwOutside(error)
    }
  }

  onResponseEnd(): void {
    try {
      this.connection?.ended()
    } catch (error) {
      throwOutside(error)
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.connection?.failed(error)
  }
}

function throwOutside(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}
