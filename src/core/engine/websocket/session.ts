import type { TimerHandle } from '../clock.ts'
import type { RequestFailure } from '../../../shared/failures.ts'
import { FAILURES } from '../../../shared/failures.ts'
import type { FlowContext } from '../flow/context.ts'
import type { RequestOwner } from '../flow/requestRunner.ts'
import { Inbox, Message } from './inbox.ts'
import type { EngineSocket } from './socket.ts'
import { ABNORMAL_CLOSURE } from './socket.ts'
import type { SessionAction, SessionCheck, WaitAction, WebSocketOp } from './webSocketOp.ts'
import type { WebSocketSeries } from './webSocketSeries.ts'

/** Beyond this, sending waits for the socket: messages must not pile up in memory. */
const MOST_WAITING_BYTES = 1_000_000

/** What came of a session. */
export interface SessionEnd {
  failure: RequestFailure | undefined
  detail: string
  failedChecks: readonly FailedSessionCheck[]
}

export interface FailedSessionCheck {
  name: string
  expected: string
  where: string
  actual: string
}

interface Frame {
  actions: readonly SessionAction[]
  at: number
  /** Rounds that are left after this one. */
  rounds: number
  untilUs: number
}

type Waiting =
  | { for: 'message'; action: WaitAction }
  | { for: 'pong'; check: SessionCheck; payload: string; sinceUs: number }
  | { for: 'close' }
  | { for: 'other' }

/** How long the server may take to answer that a session is closed. */
const CLOSE_TIMEOUT_US = 2e6
/** An exemplar shows this many of the checks that failed. */
const MOST_FAILED_CHECKS = 20

/**
 * The open part of a session: runs its actions one after the other over the socket.
 *
 *   acting <-> waiting (message | pong | pause | room to send) -> actions used up -> closing -> ended
 *      '------------ the socket closes or fails, or nothing can follow -----------------------> ended
 */
export class Session {
  private readonly op: WebSocketOp
  private readonly series: WebSocketSeries
  private readonly owner: RequestOwner
  private readonly context: FlowContext
  private readonly socket: EngineSocket
  private readonly ended: (end: SessionEnd) => void
  private readonly inbox = new Inbox()
  private readonly frames: Frame[]
  private readonly failedChecks: FailedSessionCheck[] = []
  private waiting: Waiting | undefined
  private timer: TimerHandle | undefined
  private pings = 0
  private over = false

  constructor(
    op: WebSocketOp,
    series: WebSocketSeries,
    owner: RequestOwner,
    context: FlowContext,
    socket: EngineSocket,
    ended: (end: SessionEnd) => void,
  ) {
    this.op = op
    this.series = series
    this.owner = owner
    this.context = context
    this.socket = socket
    this.ended = ended
    this.frames = [{ actions: op.actions, at: 0, rounds: 0, untilUs: Infinity }]
  }

  begin(): void {
    this.act()
  }

  /** Ends it without a word. */
  stop(): void {
    this.over = true
    this.stopWaiting()
  }

  // What the socket tells.

  message(bytes: Buffer, isBinary: boolean): void {
    if (this.over) return
    this.series.messageReceived(this.context.clock.nowUs())
    const message = new Message(bytes, isBinary)
    const { waiting } = this
    if (waiting?.for === 'message' && waiting.action.matches?.(message, this.owner)) {
      this.stopWaiting()
      this.received(waiting.action, message)
      this.act()
    } else if (!this.inbox.add(message)) {
      this.context.warn(`${this.op.name}: messages that no action waited for were dropped; the newest are kept.`)
    }
  }

  pong(payload: string): void {
    const { waiting } = this
    if (this.over || waiting?.for !== 'pong' || waiting.payload !== payload) return
    const nowUs = this.context.clock.nowUs()
    this.series.pong(nowUs - waiting.sinceUs, nowUs)
    this.stopWaiting()
    this.hold(waiting.check, undefined)
    this.act()
  }

  closed(code: number, reason: string): void {
    if (this.over) return
    const { waiting } = this
    this.stopWaiting()
    if (waiting?.for === 'close') return this.end(undefined, '')
    const said = `closed with code ${code}${reason === '' ? '' : ` (${reason})`}`
    if (waiting?.for === 'message' && waiting.action.closeCodes.length > 0) {
      const right = waiting.action.closeCodes.includes(code)
      this.hold(waiting.action.check, right ? undefined : said)
      if (right) return this.end(undefined, '')
    } else if (waiting?.for === 'message') this.hold(waiting.action.check, said)
    else if (waiting?.for === 'pong') this.hold(waiting.check, said)
    this.end(code === ABNORMAL_CLOSURE ? FAILURES.connectionClosed : FAILURES.websocketClosed, said)
  }

  failed(failure: RequestFailure, detail: string): void {
    if (this.over) return
    const { waiting } = this
    this.stopWaiting()
    if (waiting?.for === 'message') this.hold(waiting.action.check, failure.name)
    if (waiting?.for === 'pong') this.hold(waiting.check, failure.name)
    this.end(failure, detail)
  }

  /** Steps through the actions until one waits or none is left. */
  private act(): void {
    while (!this.over) {
      const frame = this.frames.at(-1)
      if (!frame) return this.close(1000, '')
      const action = frame.actions[frame.at++]
      if (action === undefined) {
        if (this.nextRound(frame)) return
      } else if (!this.perform(action)) return
    }
  }

  /** @returns false when something has to be waited for, or the session is closing */
  private perform(action: SessionAction): boolean {
    switch (action.kind) {
      case 'send':
        return this.send(action)
      case 'expect': {
        const { matches } = action
        const kept = matches && this.inbox.take((message) => matches(message, this.owner))
        if (kept) {
          this.received(action, kept)
          return true
        }
        this.wait({ for: 'message', action }, action.withinUs, () => {
          this.hold(action.check, `nothing like it came within the time; ${this.inbox.description}`)
          this.act()
        })
        return false
      }
      case 'ping': {
        const payload = String(++this.pings)
        const sinceUs = this.context.clock.nowUs()
        this.wait({ for: 'pong', check: action.check, payload, sinceUs }, action.withinUs, () => {
          this.hold(action.check, 'no pong came within the time')
          this.act()
        })
        this.socket.ping(payload)
        return false
      }
      case 'think':
        this.wait({ for: 'other' }, action.minUs + this.owner.random() * (action.maxUs - action.minUs), () =>
          this.act(),
        )
        return false
      case 'repeat': {
        const untilUs = this.context.clock.nowUs() + action.forUs
        this.frames.push({ actions: action.actions, at: 0, rounds: action.times - 1, untilUs })
        return true
      }
      case 'close':
        this.close(action.code, action.reason)
        return false
    }
  }

  /** Each round begins in a turn of its own, so that one that never waits does not hold up the worker. @returns whether it waits */
  private nextRound(frame: Frame): boolean {
    if (frame.rounds <= 0 || this.context.clock.nowUs() >= frame.untilUs) {
      this.frames.pop()
      return false
    }
    frame.rounds--
    frame.at = 0
    this.wait({ for: 'other' }, 0, () => this.act())
    return true
  }

  private send(action: Extract<SessionAction, { kind: 'send' }>): boolean {
    const data = this.render(action)
    if (data === undefined) return false
    this.series.messageSent(this.context.clock.nowUs())
    const written: Waiting = { for: 'other' }
    this.socket.send(data, () => {
      if (this.over || this.waiting !== written) return
      this.waiting = undefined
      this.act()
    })
    if (this.socket.waiting <= MOST_WAITING_BYTES) return true
    this.waiting = written
    return false
  }

  /** A message whose template has no value is not sent, and the session ends. */
  private render(action: Extract<SessionAction, { kind: 'send' }>): string | Buffer | undefined {
    try {
      return action.render(this.owner)
    } catch (error) {
      this.end(FAILURES.variableMissing, error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  private received(action: WaitAction, message: Message): void {
    this.hold(action.check, undefined)
    for (const each of action.extract) this.hold(each.check, each.read(message, this.owner))
  }

  private hold({ name, expected, where, rate, set }: SessionCheck, actual: string | undefined): void {
    this.context.recorder.touch(set, this.context.clock.nowUs())
    rate.addSample(actual === undefined)
    if (actual === undefined || this.failedChecks.length >= MOST_FAILED_CHECKS) return
    this.failedChecks.push({ name, expected, where, actual })
  }

  private close(code: number, reason: string): void {
    // A server that does not answer is left: the session was over.
    this.wait({ for: 'close' }, CLOSE_TIMEOUT_US, () => this.end(undefined, ''))
    this.socket.close(code, reason)
  }

  private wait(waiting: Waiting, us: number, onTimeout: () => void): void {
    const { clock } = this.context
    this.waiting = waiting
    this.timer = clock.at(clock.nowUs() + us, () => {
      this.timer = undefined
      this.waiting = undefined
      onTimeout()
    })
  }

  private stopWaiting(): void {
    if (this.timer) this.context.clock.cancel(this.timer)
    this.timer = undefined
    this.waiting = undefined
  }

  private end(failure: RequestFailure | undefined, detail: string): void {
    if (this.over) return
    this.stop()
    this.inbox.clear()
    this.ended({ failure, detail, failedChecks: this.failedChecks })
  }
}
