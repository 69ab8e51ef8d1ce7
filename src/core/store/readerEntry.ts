import { openReadOnly } from './database.ts'
import { READS } from './readerMessages.ts'
import { serveThread } from './serveThread.ts'

// The reader: a worker thread that answers questions about stored runs, so that the process that coordinates a run never
// waits for one.
serveThread(READS, openReadOnly)
