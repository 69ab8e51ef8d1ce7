import type { Observer, ObserverContext } from './observer.ts'

/** How long a run that is over waits for last looks. */
const STOP_LIMIT_US = 2e6

/** The observers of a run: none of them can make it fail, nor hold it up for long. */
export class ObserverGroup {
  private readonly observers: readonly Observer[]
  private readonly context: ObserverContext
  private readonly running: Observer[] = []

  constructor(observers: readonly Observer[], context: ObserverContext) {
    this.observers = observers
    this.context = context
  }

  start(): void {
    for (const observer of this.observers) {
      try {
        observer.start(this.context)
        this.running.push(observer)
      } catch (error) {
        this.failed(observer, error)
      }
    }
  }

  /** @param stopped called once: when all have ended, or after two seconds; at once when none runs */
  stop(stopped: () => void = () => undefined): void {
    const running = this.running.splice(0)
    if (running.length === 0) {
      stopped()
      return
    }
    let told = false
    const tell = (): void => {
      if (told) return
      told = true
      stopped()
    }
    const { clock } = this.context
    clock.at(clock.nowUs() + STOP_LIMIT_US, tell)
    const ending = running.map(async (observer) => observer.stop())
    void Promise.allSettled(ending).then((outcomes) => {
      for (const [index, outcome] of outcomes.entries()) {
        const observer = running[index]
        if (outcome.status === 'rejected' && observer !== undefined && !told) this.failed(observer, outcome.reason)
      }
      tell()
    })
  }

  private failed({ name }: Observer, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.context.event('warning', `The observer ${name} failed: ${reason}`)
  }
}
