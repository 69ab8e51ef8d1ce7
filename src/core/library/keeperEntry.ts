import { openDatabase } from '../store/database.ts'
import { serveThread } from '../store/serveThread.ts'
import { KEEPS } from './keeps.ts'

// The keeper: a worker thread that looks after stored runs. What takes long (purging, importing, exporting, backing up) goes
// in slices, so that neither it nor the process that writes a run waits long.
serveThread(KEEPS, openDatabase)
