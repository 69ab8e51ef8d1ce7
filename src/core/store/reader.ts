import { DatabaseThread } from './databaseThread.ts'
import type { READS } from './readerMessages.ts'

/** Reads the database in a thread of its own. */
export class StoreReader extends DatabaseThread<typeof READS> {}
