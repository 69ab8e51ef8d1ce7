import { Worker } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { type ErrorDetail, HeadroomError } from '../../shared/errors.ts'

/** What a thread can be asked: each job takes the database and at most one value, and answers with plain data. */
export type Jobs = Readonly<Record<string, (database: Database, argument: never) => unknown>>
type Argument<Work extends Jobs, Name extends keyof Work> =
  Parameters<Work[Name]> extends [unknown, infer Value, ...unknown[]] ? [Value] : []

export interface JobRequest {
  id: number
  name: string
  argument: unknown
}
export type JobAnswer = { id: number } & ({ ok: true; value: unknown } | { ok: false; error: ErrorDetail })

interface Waiting {
  resolve(value: unknown): void
  reject(error: HeadroomError): void
}

/** Works on the database in a thread of its own, so that the process that coordinates a run never waits for it. */
export class DatabaseThread<Work extends Jobs> {
  private readonly thread: Worker
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0
  private ended: HeadroomError | undefined

  /**
   * @param program the built entry of the thread
   * @param databaseFile a database that `openDatabase` has opened before
   */
  constructor(program: string, databaseFile: string) {
    this.thread = new Worker(program, { workerData: { file: databaseFile } })
    this.thread.on('message', (answer: JobAnswer) => this.settle(answer))
    this.thread.on('error', (error) => this.end(error))
    this.thread.on('exit', () => this.end())
  }

  /** @throws HeadroomError what the job threw, or READER_ENDED */
  ask<Name extends keyof Work & string>(
    name: Name,
    ...argument: Argument<Work, Name>
  ): Promise<Awaited<ReturnType<Work[Name]>>> {
    const { ended } = this
    if (ended !== undefined) return Promise.reject(ended)
    const request: JobRequest = { id: ++this.lastId, name, argument: argument[0] }
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve: (value) => resolve(value as Awaited<ReturnType<Work[Name]>>), reject })
      this.thread.postMessage(request)
    })
  }

  /** Ends the thread; jobs under way are rejected. */
  async close(): Promise<void> {
    await this.thread.terminate()
  }

  private settle(answer: JobAnswer): void {
    const waiting = this.waiting.get(answer.id)
    this.waiting.delete(answer.id)
    if (answer.ok) waiting?.resolve(answer.value)
    else waiting?.reject(new HeadroomError(answer.error))
  }

  private end(cause?: unknown): void {
    this.ended ??= new HeadroomError(
      {
        code: 'READER_ENDED',
        message: `The reader of the database has ended${cause instanceof Error ? `: ${cause.message}` : ''}.`,
        hint: 'Start Headroom again.',
      },
      { cause },
    )
    for (const waiting of this.waiting.values()) waiting.reject(this.ended)
    this.waiting.clear()
  }
}
