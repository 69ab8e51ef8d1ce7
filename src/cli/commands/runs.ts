import { listRuns } from '../../core/store/queries/listRuns.ts'
import type { RunListItem } from '../../shared/library.ts'
import { HeadroomError } from '../../shared/errors.ts'
import type { RunStatus } from '../../shared/run.ts'
import { formatDuration, formatPercent } from '../../shared/units.ts'
import { verdictWord } from '../../shared/verdictText.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import type { Output } from '../output.ts'
import { numbers, table, words } from '../terminal/table.ts'

export interface RunsOptions {
  db?: string
  json?: boolean
  search?: string
  status?: string
  scenario?: string
  tag?: string
  pinned?: boolean
  deleted?: boolean
  limit: number
}

const STATUSES: readonly RunStatus[] = ['passed', 'failed', 'aborted', 'interrupted', 'error', 'running']

const COLUMNS = [
  ...words('id', 'started', 'name', 'status', 'validity'),
  ...numbers('duration', 'P95', 'failed'),
  ...words('tags'),
]

/** Lists stored runs, the newest first. @throws HeadroomError USAGE for a status that there is not */
export async function runsCommand(options: RunsOptions, output: Output): Promise<ExitCode> {
  const { db, json, status, ...query } = options
  const wanted = STATUSES.find((known) => known === status)
  if (status !== undefined && wanted === undefined) {
    throw new HeadroomError({
      code: 'USAGE',
      message: `There is no status ${status}.`,
      hint: `Use one of: ${STATUSES.join(', ')}.`,
    })
  }
  const page = await withDatabase(db, (database) => listRuns(database, { ...query, status: wanted, offset: 0 }))
  if (json === true) output.out(JSON.stringify(page.runs, null, 2))
  else if (page.total === 0)
    output.out(isFiltered(options) ? 'No run matches.' : 'No runs yet. `headroom demo` makes one.')
  else {
    for (const line of table(COLUMNS, page.runs.map(row))) output.out(line)
    if (page.total > page.runs.length) output.out(`${page.runs.length} of ${page.total} runs; --limit shows more.`)
  }
  return EXIT.passed
}

function isFiltered({ search, status, scenario, tag, pinned, deleted }: RunsOptions): boolean {
  return [search, status, scenario, tag, pinned, deleted].some((each) => each !== undefined)
}

function row(run: RunListItem): string[] {
  return [
    run.id,
    new Date(run.startedAtMs).toISOString().slice(0, 16).replace('T', ' '),
    run.name,
    verdictWord(run).toLowerCase(),
    run.validity,
    formatDuration(run.durationMs * 1000),
    formatDuration(run.p95Us),
    run.failedShare === null ? '–' : formatPercent(run.failedShare),
    [...(run.pinned ? ['(pinned)'] : []), ...run.tags].join(' '),
  ]
}
