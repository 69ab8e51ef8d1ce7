import { openDatabase } from '../../store/database.ts'
import { importFile } from '../importFile.ts'

// Imports the file of its second argument into the database of its first, and is killed while it stores it.
const [database = '', file = ''] = process.argv.slice(2)
await importFile(openDatabase(database), file, {
  onProgress: ({ phase, share }) => {
    if (phase === 'storing' && share > 0.5) process.kill(process.pid, 'SIGKILL')
  },
})
