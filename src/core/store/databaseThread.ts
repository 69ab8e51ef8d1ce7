import { Worker } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { type ErrorDetail, HeadroomError } from '../../shared/errors.ts'

/** Long jobs tell how far they are, and end early when they are not wanted any more. */
export interface JobWatch {
  signal: AbortSignal
  onProgress: (progress: unknown) => void
}

/** What a thread can be asked: each job takes the database and at most one value, and answers with plain data. */
export type Jobs = Readonly<Record<string, (database: Database, argument: never, watch: JobWatch) => unknown>>
type Argument<Work extends Jobs, Name extends keyof Work> =
  Parameters<Work[Name]> extends [unknown, infer Value, ...unknown[]] ? [Value] : []

export type JobRequest = { id: number } & ({ name: string; argument: unknown } | { cancel: true })
export type JobAnswer = { id: number } & (
  | { ok: true; value: unknown }
  | { ok: false; error: ErrorDetail }
  | { progress: unknown }
)

interface Waiting {
  resolve(value: unknown): void
  reject(error: HeadroomError): void
  onProgress?(progress: unknown): void
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
    return this.send(name, argument[0]).answer
  }

  /**
   * Asks for what takes long.
   * @param signal ends the job early: it answers with an error then
   * @throws HeadroomError what the job threw, or READER_ENDED
   */
  async follow<Name extends keyof Work & string>(
    name: Name,
    argument: Argument<Work, Name>[0],
    { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: unknown) => void },
  ): Promise<Awaited<ReturnType<Work[Name]>>> {
    const { id, answer } = this.send(name, argument, onProgress)
    const cancel = (): void => this.thread.postMessage({ id, cancel: true } satisfies JobRequest)
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel)
    try {
      return await answer
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  /** Ends the thread; jobs under way are rejected. */
  async close(): Promise<void> {
    await this.thread.terminate()
  }

  private send<Name extends keyof Work & string>(
    name: Name,
    argument: unknown,
    onProgress?: (progress: unknown) => void,
  ): { id: number; answer: Promise<Awaited<ReturnType<Work[Name]>>> } {
    const id = ++this.lastId
    const { ended } = this
    if (ended !== undefined) return { id, answer: Promise.reject(ended) }
    const answer = new Promise<Awaited<ReturnType<Work[Name]>>>((resolve, reject) => {
      this.waiting.set(id, {
        resolve: (value) => resolve(value as Awaited<ReturnType<Work[Name]>>),
        reject,
        ...(onProgress === undefined ? {} : { onProgress }),
      })
      this.thread.postMessage({ id, name, argument } satisfies JobRequest)
    })
    return { id, answer }
  }

  private settle(answer: JobAnswer): void {
    const waiting = this.waiting.get(answer.id)
    if ('progress' in answer) return waiting?.onProgress?.(answer.progress)
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
