import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { HeadroomError } from '../../../shared/errors.ts'
import { fileUnwritable } from '../../../shared/fileErrors.ts'
import { openReadOnly } from '../database.ts'
import { unfinishedFile } from '../../unfinishedFile.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations.ts'
import { findRun } from '../queries/runDetail.ts'
import { copyRun } from './copyRun.ts'
import { RUN_FILE_ID } from './runTables.ts'

/**
 * Writes one run as a file that another Headroom imports: a database of one run, of the same structure.
 * @param databaseFile brought to the newest version before
 * @throws HeadroomError RUN_NOT_FOUND, RUN_RUNNING, FILE_UNWRITABLE; a file of that name is as it was before then
 */
export async function exportRunFile(databaseFile: string, { run, to }: { run: string; to: string }): Promise<void> {
  const place = resolve(to)
  const unfinished = unfinishedFile(place)
  const source = openReadOnly(databaseFile)
  try {
    const { id, status } = findRun(source, run)
    if (status === 'running') {
      throw new HeadroomError({
        code: 'RUN_RUNNING',
        message: `The run ${run} goes on: it cannot be exported.`,
        hint: 'Wait for its end.',
      })
    }
    try {
      mkdirSync(dirname(place), { recursive: true })
      rmSync(unfinished, { force: true })
      const file = new Sqlite(unfinished)
      try {
        file.pragma('synchronous = OFF')
        // What is taken out below leaves no trace.
        file.pragma('secure_delete = ON')
        migrate(file, MIGRATIONS, Date.now())
        file.pragma('journal_mode = DELETE')
        await copyRun(source, id, file)
        // Of this machine nothing but what the run says.
        file.exec(
          `UPDATE runs SET owner_pid = 0, owner_host = '', heartbeat_at_ms = 0; UPDATE run_details SET scenario_file = NULL`,
        )
        file.pragma(`application_id = ${RUN_FILE_ID}`)
      } finally {
        file.close()
      }
      renameSync(unfinished, place)
    } catch (cause) {
      throw fileUnwritable(place, cause)
    }
  } finally {
    rmSync(unfinished, { force: true })
    rmSync(`${unfinished}-journal`, { force: true })
    source.close()
  }
}
