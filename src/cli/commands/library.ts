import type { Database } from 'better-sqlite3'
import { backUpDatabase } from '../../core/store/library/backup.ts'
import { deleteRuns, noteRun, pinRuns, renameRun, restoreRuns, tagRuns } from '../../core/store/library/curate.ts'
import { moveDatabase } from '../../core/store/library/move.ts'
import { purgeRuns } from '../../core/store/library/purge.ts'
import { applyRetention, planRetention, readRetention, saveRetention } from '../../core/store/library/retention.ts'
import { checkIntegrity, readStorage } from '../../core/store/library/storage.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { DELETED_DAYS, type RetentionRules } from '../../shared/library.ts'
import { formatBytes } from '../../shared/units.ts'
import { databaseFile, rememberPlace, withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'

export interface LibraryFlags {
  db?: string
}

export async function renameCommand(run: string, name: string, { db }: LibraryFlags): Promise<ExitCode> {
  return change(db, (database) => renameRun(database, { run, name }))
}

export async function noteCommand(run: string, note: string, { db }: LibraryFlags): Promise<ExitCode> {
  return change(db, (database) => noteRun(database, { run, note }))
}

/** @throws HeadroomError USAGE, RUN_NOT_FOUND, LIBRARY_TEXT */
export async function tagCommand(
  runs: readonly string[],
  { db, add = [], remove = [] }: LibraryFlags & { add?: string[]; remove?: string[] },
): Promise<ExitCode> {
  if (add.length + remove.length === 0) {
    throw new HeadroomError({ code: 'USAGE', message: 'No tag was named.', hint: 'Give --add TAG or --remove TAG.' })
  }
  return change(db, (database) => tagRuns(database, { runs, add, remove }))
}

export async function pinCommand(runs: readonly string[], pinned: boolean, { db }: LibraryFlags): Promise<ExitCode> {
  return change(db, (database) => pinRuns(database, { runs, pinned }))
}

export async function deleteCommand(runs: readonly string[], { db }: LibraryFlags, output: Output): Promise<ExitCode> {
  await change(db, (database) => deleteRuns(database, { runs }))
  output.err(`Deleted. \`headroom restore ${runs.join(' ')}\` takes it back within ${DELETED_DAYS} days.`)
  return EXIT.passed
}

export async function restoreCommand(runs: readonly string[], { db }: LibraryFlags): Promise<ExitCode> {
  return change(db, (database) => restoreRuns(database, { runs }))
}

/** Removes deleted runs for good. */
export async function purgeCommand({ db, all }: LibraryFlags & { all?: boolean }, output: Output): Promise<ExitCode> {
  const count = await withDatabase(db, (database) => purgeRuns(database, { all: all === true }))
  output.out(`${count} deleted ${count === 1 ? 'run' : 'runs'} removed for good.`)
  return EXIT.passed
}

/** @throws HeadroomError FILE_EXISTS, BACKUP_FAILED */
export async function backupCommand(
  to: string,
  { db, replace }: LibraryFlags & { replace?: boolean },
  output: Output,
): Promise<ExitCode> {
  const { file, bytes } = await withDatabase(db, (database) =>
    backUpDatabase(database.name, { to, replace: replace === true }),
  )
  output.out(`${file}: ${formatBytes(bytes)}`)
  return EXIT.passed
}

/**
 * Moves the database to another folder; the app's own is looked for there from now on.
 * @throws HeadroomError DATABASE_IN_USE, FILE_EXISTS, BACKUP_FAILED
 */
export async function moveCommand(folder: string, { db }: LibraryFlags, output: Output): Promise<ExitCode> {
  const from = databaseFile(db)
  const isApps = db === undefined || from === databaseFile(undefined)
  const to = await moveDatabase(from, {
    folder,
    adopt: (place) => {
      if (isApps) rememberPlace(place, from)
    },
  })
  if (isApps) rememberPlace(to)
  output.out(to)
  return EXIT.passed
}

/** Ends with 1 when the database is damaged. */
export async function checkCommand({ db }: LibraryFlags, output: Output): Promise<ExitCode> {
  const { ok, problems } = await withDatabase(db, (database) => checkIntegrity(database))
  if (ok) output.out('The database is whole.')
  for (const problem of problems) output.out(problem)
  return ok ? EXIT.passed : EXIT.internal
}

export async function storageCommand(
  { db, json }: LibraryFlags & { json?: boolean },
  output: Output,
): Promise<ExitCode> {
  const facts = await withDatabase(db, (database) => readStorage(database))
  if (json === true) output.out(JSON.stringify(facts, null, 2))
  else {
    output.out(`${facts.file}: ${formatBytes(facts.fileBytes)}, ${facts.runs} runs`)
    output.out(`Deleted, to be restored or purged: ${facts.deletedRuns} runs, ${formatBytes(facts.deletedBytes)}`)
    output.out(`Free inside the file: ${formatBytes(facts.freeBytes)}`)
  }
  return EXIT.passed
}

export interface RetentionFlags extends LibraryFlags {
  maxAge?: number
  maxRuns?: number
  maxSize?: number
  off?: boolean
  apply?: boolean
}

/** Sets what retention keeps, says what would go, and with `apply` deletes it. */
export async function retentionCommand(flags: RetentionFlags, output: Output): Promise<ExitCode> {
  await withDatabase(flags.db, (database) => {
    const rules = rulesOf(readRetention(database), flags)
    saveRetention(database, rules)
    for (const line of ruleLines(rules)) output.out(line)
    const plan = planRetention(database, { rules })
    for (const run of plan.runs) {
      output.out(`  ${run.id}  ${new Date(run.startedAtMs).toISOString().slice(0, 10)}  ${run.name}  (${run.why})`)
    }
    output.out(`${plan.runs.length} runs, ${formatBytes(plan.bytes)}, ${flags.apply === true ? 'go now' : 'would go'}.`)
    if (flags.apply === true) applyRetention(database)
    else if (plan.runs.length > 0) output.out('--apply deletes them; they can be restored like any deleted run.')
  })
  return EXIT.passed
}

function rulesOf(before: RetentionRules, { maxAge, maxRuns, maxSize, off }: RetentionFlags): RetentionRules {
  const {
    maxAgeDays,
    maxRuns: runs,
    maxBytes,
  } = off === true ? { maxAgeDays: null, maxRuns: null, maxBytes: null } : before
  return { maxAgeDays: maxAge ?? maxAgeDays, maxRuns: maxRuns ?? runs, maxBytes: maxSize ?? maxBytes }
}

function ruleLines({ maxAgeDays, maxRuns, maxBytes }: RetentionRules): string[] {
  const rules = [
    maxAgeDays === null ? '' : `runs no older than ${maxAgeDays} days`,
    maxRuns === null ? '' : `at most ${maxRuns} runs`,
    maxBytes === null ? '' : `at most ${formatBytes(maxBytes)}`,
  ].filter((rule) => rule !== '')
  return [
    rules.length === 0 ? 'Every run is kept.' : `Kept are: ${rules.join(', ')}; pinned runs and baselines always.`,
  ]
}

async function change(db: string | undefined, work: (database: Database) => void): Promise<ExitCode> {
  await withDatabase(db, work)
  return EXIT.passed
}
