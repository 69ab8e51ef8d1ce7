import { parentPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { toErrorDetail } from '../../shared/errors.ts'
import { openReadOnly } from './database.ts'
import { databaseError } from './databaseErrors.ts'
import { READS, type ReadAnswer, type ReadRequest } from './readerMessages.ts'

// The reader: a worker thread that answers questions about stored runs, so that the process that coordinates a run never
// waits for one.
const { file } = workerData as { file: string }
const port = parentPort
if (port === null) throw new Error('This program is started by Headroom, not by hand.')

let database: Database | undefined

port.on('message', (request: ReadRequest) => {
  port.postMessage(answer(request))
})

function answer({ id, name, argument }: ReadRequest): ReadAnswer {
  try {
    database ??= openReadOnly(file)
    const read = READS[name] as (database: Database, argument: unknown) => unknown
    return { id, ok: true, value: read(database, argument) }
  } catch (thrown) {
    return { id, ok: false, error: toErrorDetail(databaseError(thrown, file)) }
  }
}
