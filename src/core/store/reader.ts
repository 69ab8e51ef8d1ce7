import { Worker } from 'node:worker_threads'
import { HeadroomError } from '../../shared/errors.ts'
import type { ReadAnswer, ReadArgument, ReadName, ReadRequest, ReadResult } from './readerMessages.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(error: HeadroomError): void
}

/** Reads the database in a thread of its own. */
export class StoreReader {
  private readonly thread: Worker
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0
  private ended: HeadroomError | undefined

  /**
   * @param readerFile the built reader entry
   * @param databaseFile a database that `openDatabase` has opened before
   */
  constructor(readerFile: string, databaseFile: string) {
    this.thread = new Worker(readerFile, { workerData: { file: databaseFile } })
    this.thread.on('message', (answer: ReadAnswer) => this.settle(answer))
    this.thread.on('error', (error) => this.end(error))
    this.thread.on('exit', () => this.end())
  }

  /** @throws HeadroomError what the read threw, or READER_ENDED */
  ask<Name extends ReadName>(
    name: Name,
    ...argument: ReadArgument<Name> extends undefined ? [] : [ReadArgument<Name>]
  ): Promise<ReadResult<Name>> {
    const { ended } = this
    if (ended !== undefined) return Promise.reject(ended)
    const request: ReadRequest = { id: ++this.lastId, name, argument: argument[0] }
    return new Promise((resolve, reject) => {
      this.waiting.set(request.id, { resolve: (value) => resolve(value as ReadResult<Name>), reject })
      this.thread.postMessage(request)
    })
  }

  /** Ends the thread; reads under way are rejected. */
  async close(): Promise<void> {
    await this.thread.terminate()
  }

  private settle(answer: ReadAnswer): void {
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
