import { performance } from 'node:perf_hooks'
import type { Clock, TimerHandle } from './clock.ts'

interface Entry extends TimerHandle {
  dueUs: number
  /** Rises with each `at`. */
  sequence: number
  callback: (() => void) | undefined
}

/**
 * The machine's monotonic clock (`process.hrtime`, the same in every process of the machine) and timers on it. Node's
 * timers are whole milliseconds and may fire up to one early, so entries wait in one heap behind a single Node timer:
 * cheap for tens of thousands of pending think times, and never early.
 */
export function createMonotonicClock(): Clock {
  // performance.now() reads the same clock from another origin and makes no garbage, unlike process.hrtime().
  const offsetUs = originOfPerformanceUs()
  const nowUs = (): number => performance.now() * 1e3 + offsetUs
  return new HeapClock(nowUs)
}

/** Where performance.now() is 0 on process.hrtime's clock. Of several tries the one that was interrupted least counts. */
function originOfPerformanceUs(): number {
  let originUs = 0
  let narrowest = Infinity
  for (let attempt = 0; attempt < 20; attempt++) {
    const before = performance.now()
    const [seconds, nanoseconds] = process.hrtime()
    const after = performance.now()
    if (after - before >= narrowest) continue
    narrowest = after - before
    originUs = seconds * 1e6 + nanoseconds / 1e3 - ((before + after) / 2) * 1e3
  }
  return originUs
}

class HeapClock implements Clock {
  readonly nowUs: () => number
  private readonly heap: Entry[] = []
  private timer: NodeJS.Timeout | NodeJS.Immediate | undefined
  private timerDueUs = Infinity
  private sequence = 0
  private readonly fire = (): void => this.run()

  constructor(nowUs: () => number) {
    this.nowUs = nowUs
  }

  at(us: number, callback: () => void): TimerHandle {
    const entry: Entry = { dueUs: us, sequence: this.sequence++, callback }
    push(this.heap, entry)
    if (us < this.timerDueUs) this.arm(us)
    return entry
  }

  /** The entry stays in the heap as an empty one until its time: cancelling is rare (aborts, ramp-downs). */
  cancel(handle: TimerHandle): void {
    ;(handle as Entry).callback = undefined
  }

  private arm(us: number): void {
    this.disarm()
    this.timerDueUs = us
    const waitMs = (us - this.nowUs()) / 1e3
    // Due now: an immediate, so that I/O gets its turn in between and nothing can starve the loop.
    this.timer = waitMs <= 0 ? setImmediate(this.fire) : setTimeout(this.fire, Math.min(waitMs, 2 ** 30))
  }

  private disarm(): void {
    if (this.timer === undefined) return
    if ('refresh' in this.timer) clearTimeout(this.timer)
    else clearImmediate(this.timer)
    this.timer = undefined
  }

  private run(): void {
    this.timer = undefined
    const now = this.nowUs()
    const added = this.sequence
    // While callbacks run nothing is armed: what they add waits for the next turn of the loop, so that I/O gets its own.
    this.timerDueUs = -Infinity
    const heap = this.heap
    try {
      let next = heap[0]
      while (next !== undefined && next.dueUs <= now && next.sequence < added) {
        pop(heap)
        const callback = next.callback
        next.callback = undefined
        callback?.()
        next = heap[0]
      }
    } finally {
      this.timerDueUs = Infinity
      while (heap[0] !== undefined && heap[0].callback === undefined) pop(heap)
      if (heap[0] !== undefined) this.arm(heap[0].dueUs)
    }
  }
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.length
  heap.push(entry)
  while (index > 0) {
    const parent = (index - 1) >> 1
    const above = heap[parent] as Entry
    if (above.dueUs <= entry.dueUs) break
    heap[index] = above
    index = parent
  }
  heap[index] = entry
}

function pop(heap: Entry[]): void {
  const last = heap.pop()
  const length = heap.length
  if (last === undefined || length === 0) return
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    if (child >= length) break
    if (child + 1 < length && (heap[child + 1] as Entry).dueUs < (heap[child] as Entry).dueUs) child++
    const below = heap[child] as Entry
    if (below.dueUs >= last.dueUs) break
    heap[index] = below
    index = child
  }
  heap[index] = last
}
