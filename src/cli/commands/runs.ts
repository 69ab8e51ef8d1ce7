import { listRuns } from '../../core/store/queries/listRuns.ts'
import type { RunListItem } from '../../shared/ipc.ts'
import { formatDuration, formatPercent } from '../../shared/units.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { table } from '../terminal/table.ts'

export interface RunsOptions {
  db?: string
  json?: boolean
  search?: string
  limit: number
}

const COLUMNS = [
  { title: 'id', align: 'left' },
  { title: 'started', align: 'left' },
  { title: 'name', align: 'left' },
  { title: 'status', align: 'left' },
  { title: 'validity', align: 'left' },
  { title: 'duration', align: 'right' },
  { title: 'P95', align: 'right' },
  { title: 'failed', align: 'right' },
] as const

/** Lists stored runs, the newest first. */
export async function runsCommand(options: RunsOptions, output: Output): Promise<ExitCode> {
  const page = await withDatabase(options.db, (database) =>
    listRuns(database, { search: options.search, limit: options.limit, offset: 0 }),
  )
  if (options.json === true) output.out(JSON.stringify(page.runs, null, 2))
  else if (page.total === 0) output.out('No runs yet. `headroom demo` makes one.')
  else {
    for (const line of table(COLUMNS, page.runs.map(row))) output.out(line)
    if (page.total > page.runs.length) output.out(`${page.runs.length} of ${page.total} runs; --limit shows more.`)
  }
  return EXIT.passed
}

function row(run: RunListItem): string[] {
  return [
    run.id,
    new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' '),
    run.name,
    run.status,
    run.validity,
    formatDuration(run.durationMs * 1000),
    formatDuration(run.p95Us),
    run.failedShare === null ? '–' : formatPercent(run.failedShare),
  ]
}
