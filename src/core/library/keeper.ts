import { DatabaseThread } from '../store/databaseThread.ts'
import type { KEEPS } from './keeps.ts'

/** Changes the library in a thread of its own. */
export class LibraryKeeper extends DatabaseThread<typeof KEEPS> {}
