import type { Socket } from 'node:net'
import type { RequestFailure } from '../../../shared/failures.ts'
import { FAILURES } from '../../../shared/failures.ts'
import { HeadroomError } from '../../../shared/errors.ts'
import type { TimerHandle } from '../clock.ts'
import type { FlowContext } from '../flow/context.ts'
import type { Cookies } from '../flow/cookies.ts'
import { GatePass } from '../flow/gatePass.ts'
import type { GatePasser } from '../flow/gatePass.ts'
import { failureOfTemplate } from '../flow/requestRunner.ts'
import type { RequestOwner, RequestStart } from '../flow/requestRunner.ts'
import type { HttpRequest, SocketConnector } from '../http/client.ts'
import { Session } from './session.ts'
import type { SessionEnd } from './session.ts'
import { EngineSocket } from './socket.ts'
import type { SocketListener } from './socket.ts'
import type { WebSocketOp } from './webSocketOp.ts'
import type { WebSocketSeries } from './webSocketSeries.ts'

/**
 * Runs the WebSocket steps of one virtual user, one at a time.
 *
 *   idle -> start() -> at a gate -> connecting -> handshake -> open (Session) -> owner.stepEnded -> idle
 *                          '-----------'-----------'--- refused or failed -----> owner.stepEnded
 *   interrupt() at any point: the socket is cut off, nobody is called -> idle
 */
export class WebSocketRunner implements SocketListener, GatePasser {
  private readonly owner: RequestOwner
  private readonly context: FlowContext
  private readonly cookies: Cookies
  private readonly gates: GatePass
  private op: WebSocketOp | undefined
  private series: WebSocketSeries | undefined
  private request: HttpRequest | undefined
  private cookie = ''
  private connector: SocketConnector | undefined
  private socket: EngineSocket | undefined
  private session: Session | undefined
  private timer: TimerHandle | undefined
  private startedAtUs = 0
  private openedAtUs = 0

  constructor(owner: RequestOwner, context: FlowContext, cookies: Cookies) {
    this.owner = owner
    this.context = context
    this.cookies = cookies
    this.gates = new GatePass(this, context.clock, context.recorder)
  }

  start(op: WebSocketOp): RequestStart {
    this.op = op
    try {
      this.request = op.template.make(this.owner)
      this.series = op.series.of(this.owner)
    } catch (error) {
      if (!(error instanceof HeadroomError)) throw error
      this.series = op.series.fallback()
      this.count(op, { failure: failureOfTemplate(error), detail: error.message, failedChecks: [] })
      this.idle()
      return 'stop'
    }
    const answer = this.gates.ask(op.gates, op.gateSeries)
    if (answer === 'granted') this.connect()
    if (answer !== 'refused') return 'pending'
    this.refuse(op)
    return 'next'
  }

  interrupt(): void {
    if (!this.op) return
    if (!this.connector && !this.socket) this.gates.leave()
    this.session?.stop()
    this.takeBytes()
    this.connector?.cancel()
    this.socket?.terminate()
    this.idle()
  }

  passed(): void {
    this.connect()
  }

  refused(): void {
    const { op } = this
    if (!op) return
    this.refuse(op)
    this.owner.stepEnded(this.context.clock.nowUs())
  }

  private connect(): void {
    const request = this.request as HttpRequest
    const { clock } = this.context
    this.startedAtUs = clock.nowUs()
    this.cookie = this.cookies.headerFor(request)
    this.timer = clock.at(this.startedAtUs + request.timeoutUs, () => {
      this.timer = undefined
      const connecting = this.socket === undefined
      this.failed(connecting ? FAILURES.connectTimeout : FAILURES.timeout, 'the session did not open within the time')
    })
    const connector = this.context.client.connector(request.origin)
    this.connector = connector
    connector.connect((failure, socket) => {
      if (failure) this.failed(failure, failure.hint)
      else if (socket) this.shakeHands(socket, request)
    })
  }

  private shakeHands(socket: Socket, request: HttpRequest): void {
    const { op } = this
    if (!op) return
    try {
      this.socket = new EngineSocket(socket, request, this.cookie, op.protocols, op.maxMessageBytes, this)
    } catch (error) {
      // The library refuses headers and subprotocols that may not go on the wire.
      socket.destroy()
      this.failed(FAILURES.invalidRequest, error instanceof Error ? error.message : String(error))
    }
  }

  // What the socket tells.

  answered(headers: readonly string[]): void {
    if (this.request && headers.includes('set-cookie')) this.cookies.keep(this.request, headers)
  }

  opened(): void {
    const { op, series, socket } = this
    if (!op || !series || !socket) return
    this.stopTimer()
    this.openedAtUs = this.context.clock.nowUs()
    series.opened(this.openedAtUs - this.startedAtUs, this.openedAtUs)
    this.session = new Session(op, series, this.owner, this.context, socket, (end) => this.ended(end))
    this.session.begin()
  }

  message(data: Buffer, isBinary: boolean): void {
    this.session?.message(data, isBinary)
    this.takeBytes()
  }

  pong(payload: string): void {
    this.session?.pong(payload)
  }

  closed(code: number, reason: string): void {
    if (this.session) this.session.closed(code, reason)
    else this.failed(FAILURES.connectionClosed, `closed with code ${code}`)
  }

  failed(failure: RequestFailure, detail: string): void {
    if (this.session) this.session.failed(failure, detail)
    else this.ended({ failure, detail, failedChecks: [] })
  }

  private ended(end: SessionEnd): void {
    const { op } = this
    if (!op) return
    this.takeBytes()
    this.connector?.cancel()
    this.socket?.terminate()
    this.count(op, end)
    this.idle()
    const endedAtUs = this.context.clock.nowUs()
    this.owner.stepEnded(endedAtUs)
  }

  private refuse(op: WebSocketOp): void {
    if (!this.gates.skips) {
      this.count(op, { failure: FAILURES.budgetSpent, detail: FAILURES.budgetSpent.hint, failedChecks: [] })
    }
    this.idle()
  }

  private count(op: WebSocketOp, { failure, detail, failedChecks }: SessionEnd): void {
    const { recorder, clock, exemplars } = this.context
    const nowUs = clock.nowUs()
    const opened = this.openedAtUs > 0
    this.series?.ended(opened ? nowUs - this.openedAtUs : undefined, failure, nowUs)
    let failed = failedChecks
    if (!opened && failure) {
      failed = op.checks.map(({ name, expected, where, rate, set }) => {
        recorder.touch(set, nowUs)
        rate.addSample(false)
        return { name, expected, where, actual: failure.name }
      })
    }
    if (!failure && failed.length === 0) return
    exemplars.failed(op.name, failure?.name ?? `check failed: ${failed[0]?.name ?? ''}`, () => ({
      step: op.name,
      flow: op.flow,
      vu: this.owner.vu,
      iteration: this.owner.iteration,
      request: this.request,
      cookie: this.cookie,
      result: undefined,
      error: failure && { code: String(failure.code), message: `${failure.name}: ${detail}`, hint: failure.hint },
      checks: failed,
      atUs: nowUs,
    }))
  }

  private takeBytes(): void {
    const bytes = this.socket?.takeBytes()
    if (bytes) this.series?.data(bytes.sent, bytes.received, this.context.clock.nowUs())
  }

  private stopTimer(): void {
    if (this.timer) this.context.clock.cancel(this.timer)
    this.timer = undefined
  }

  private idle(): void {
    this.stopTimer()
    this.op = undefined
    this.series = undefined
    this.request = undefined
    this.connector = undefined
    this.socket = undefined
    this.session = undefined
    this.openedAtUs = 0
  }
}
