import type { TimerHandle } from '../../engine/clock.ts'
import type { Observer, ObserverContext } from './observer.ts'

/** A look that takes longer is given up, with its connection; the next one comes at its own time. */
const LOOK_LIMIT_US = 5e6
/** Of the time until the next look. */
const LOOK_SHARE = 0.9

/** One look: samples what it sees. Rejects when it cannot see. */
export type Look = (context: ObserverContext, signal: AbortSignal) => Promise<void>

export interface PeriodicOptions {
  name: string
  everyUs: number
  look: Look
  /** Looks once more when the load is over, for what is counted from the start to the end. */
  lookAtEnd?: boolean
  /** Frees connections. */
  close?: () => void | Promise<void>
}

/**
 * Looks at fixed times since the run's start, one look at a time: a time that comes while the last look goes on is left out.
 * A failed look is a gap; the first of a row is an event, as is the first that works again.
 *
 *   start -> looking -> waiting -> looking ... -> stop: last look, if there is to be one -> closed
 */
export class PeriodicObserver implements Observer {
  readonly name: string
  private readonly options: PeriodicOptions
  private context: ObserverContext | undefined
  private startedAtUs = 0
  private timer: TimerHandle | undefined
  private looking: Promise<void> = Promise.resolve()
  private abort: AbortController | undefined
  private failing = false
  private stopped = false

  constructor(options: PeriodicOptions) {
    this.options = options
    this.name = options.name
  }

  start(context: ObserverContext): void {
    this.context = context
    this.startedAtUs = context.clock.nowUs()
    this.looking = this.lookAndWait(context)
  }

  async stop(): Promise<void> {
    const { context, timer, options } = this
    this.stopped = true
    if (context === undefined) return
    if (timer !== undefined) context.clock.cancel(timer)
    if (options.lookAtEnd !== true) this.abort?.abort()
    await this.looking
    if (options.lookAtEnd === true && !this.failing) await this.look(context)
    await options.close?.()
  }

  private async lookAndWait(context: ObserverContext): Promise<void> {
    await this.look(context)
    if (this.stopped) return
    const { clock } = context
    const { everyUs } = this.options
    const passed = Math.floor((clock.nowUs() - this.startedAtUs) / everyUs)
    this.timer = clock.at(this.startedAtUs + (passed + 1) * everyUs, () => {
      this.looking = this.lookAndWait(context)
    })
  }

  /** Never rejects. */
  private async look(context: ObserverContext): Promise<void> {
    const { clock } = context
    const abort = new AbortController()
    this.abort = abort
    const limitUs = Math.min(LOOK_LIMIT_US, this.options.everyUs * LOOK_SHARE)
    const timer = clock.at(clock.nowUs() + limitUs, () => {
      abort.abort(new Error(`no answer within ${limitUs / 1e6} s`))
      void this.options.close?.()
    })
    const aborted = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true })
    })
    try {
      await Promise.race([this.options.look(context, abort.signal), aborted])
      if (this.failing) context.event('info', `The observer ${this.name} sees again.`)
      this.failing = false
    } catch (error) {
      if (!this.failing && !this.stopped) {
        const reason = error instanceof Error ? error.message : String(error)
        context.event('warning', `The observer ${this.name} sees nothing: ${reason.replace(/\.$/, '')}.`)
      }
      this.failing = true
    } finally {
      clock.cancel(timer)
    }
  }
}
