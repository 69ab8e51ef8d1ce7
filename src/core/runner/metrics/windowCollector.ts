import type { WindowMessage } from '../../engine/protocol.ts'
import type { WorkerWindow } from './runMetrics.ts'

interface Delivery {
  nextSecond: number
  nextSequence: number
  /** Finished or lost: no more windows will come. */
  over: boolean
}

/**
 * Puts the workers' windows together by second since the start. A second is complete when every worker that still works
 * has delivered it; complete seconds come out in order and without gaps.
 */
export class WindowCollector {
  private readonly deliveries: Delivery[]
  private readonly pending = new Map<number, WorkerWindow[]>()
  private nextToClose = 0
  private lastPending = -1

  constructor(workers: number) {
    this.deliveries = Array.from({ length: workers }, () => ({ nextSecond: 0, nextSequence: 0, over: false }))
  }

  /** The next second to be closed: how many are closed. */
  get closedSeconds(): number {
    return this.nextToClose
  }

  /**
   * Takes a window.
   * @returns how many windows of this worker are missing before this one
   */
  add(worker: number, window: WindowMessage): number {
    const delivery = this.deliveries[worker]
    if (delivery === undefined || delivery.over) return 0
    const missing = Math.max(window.sequence - delivery.nextSequence, window.second - delivery.nextSecond, 0)
    delivery.nextSequence = window.sequence + 1
    delivery.nextSecond = Math.max(delivery.nextSecond, window.second + 1)
    // A window for a second that is closed already would break the order; its numbers go into the oldest open second.
    const second = Math.max(window.second, this.nextToClose)
    const windows = this.pending.get(second)
    if (windows === undefined) this.pending.set(second, [{ worker, window }])
    else windows.push({ worker, window })
    if (second > this.lastPending) this.lastPending = second
    return missing
  }

  /** The worker delivers no more. */
  end(worker: number): void {
    const delivery = this.deliveries[worker]
    if (delivery !== undefined) delivery.over = true
  }

  /** Seconds that became complete since the last call, in order. */
  takeComplete(): { second: number; windows: readonly WorkerWindow[] }[] {
    const waitingFor = this.deliveries.filter(({ over }) => !over).map(({ nextSecond }) => nextSecond)
    const end = waitingFor.length === 0 ? this.lastPending + 1 : Math.min(...waitingFor)
    const complete: { second: number; windows: readonly WorkerWindow[] }[] = []
    while (this.nextToClose < end) {
      const second = this.nextToClose++
      const windows = this.pending.get(second) ?? []
      this.pending.delete(second)
      complete.push({ second, windows: windows.toSorted((a, b) => a.worker - b.worker) })
    }
    return complete
  }
}
