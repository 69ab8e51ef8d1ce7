import type { WorkNews, WorkProgress } from '../shared/library.ts'

export interface WorkWatch {
  signal: AbortSignal
  tell: (progress: WorkProgress) => void
}

/** Works that a user waits for: each tells how far it is, and can be cancelled. */
export class LongWorks {
  private readonly underWay = new Map<number, AbortController>()
  private readonly tell: (news: WorkNews) => void
  private lastId = 0

  constructor(tell: (news: WorkNews) => void) {
    this.tell = tell
  }

  async do<Result>(work: (watch: WorkWatch) => Promise<Result>): Promise<Result> {
    const id = ++this.lastId
    const controller = new AbortController()
    this.underWay.set(id, controller)
    try {
      return await work({ signal: controller.signal, tell: (progress) => this.tell({ id, progress }) })
    } finally {
      this.underWay.delete(id)
      this.tell({ id })
    }
  }

  /** One that has ended by now is left alone. */
  cancel(id: number): void {
    this.underWay.get(id)?.abort()
  }
}
