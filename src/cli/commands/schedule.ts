import { resolve } from 'node:path'
import { checkCron, parseMoment } from '../../core/schedules/occurrences.ts'
import { Scheduler } from '../../core/schedules/scheduler.ts'
import { scheduleItems } from '../../core/schedules/scheduleItems.ts'
import { StoredSchedules } from '../../core/store/schedules.ts'
import { HeadroomError } from '../../shared/errors.ts'
import { type Schedule, type ScheduleItem, type ScheduleTime, formatMoment } from '../../shared/schedule.ts'
import { parseScenario } from '../../shared/scenario/parse.ts'
import { withDatabase } from '../database.ts'
import { EXIT } from '../exitCodes.ts'
import type { ExitCode } from '../exitCodes.ts'
import { type Output, errorText } from '../output.ts'
import { problemLines, readScenarioFile } from '../scenarioFile.ts'
import { table, words } from '../terminal/table.ts'
import { runCommand } from './run.ts'

const TICK_MS = 1000

export interface AddFlags {
  db?: string
  at?: string
  cron?: string
  timeZone?: string
  name?: string
}

/** Plans a run of a file. */
export async function addScheduleCommand(file: string, flags: AddFlags, output: Output): Promise<ExitCode> {
  const { at, cron, timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone } = flags
  if ((at === undefined) === (cron === undefined)) {
    throw new HeadroomError({ code: 'USAGE', message: 'Say when: either --at or --cron.' })
  }
  const { scenario, problems } = parseScenario(readScenarioFile(file))
  for (const line of problemLines(file, problems, output)) output.err(line)
  if (scenario === undefined) return EXIT.invalidScenario
  const createdAtMs = Date.now()
  if (cron !== undefined) checkCron(cron, timeZone, createdAtMs)
  const when = cron === undefined ? { atMs: parseMoment(at ?? '', timeZone, createdAtMs) } : { cron }
  return withDatabase(flags.db, (database) => {
    const schedules = new StoredSchedules(database)
    const planned = { name: flags.name ?? scenario.name, file: resolve(file), timeZone, createdAtMs, ...when }
    const { id } = schedules.add(planned)
    const item = scheduleItems(schedules, createdAtMs).find((one) => one.id === id)
    output.out(`Planned ${id}: ${planned.name}, ${item === undefined ? '' : nextText(item)}.`)
    output.err('It runs while the app or `headroom schedule run` is up at that time.')
    return EXIT.passed
  })
}

const COLUMNS = words('id', 'name', 'when', 'next', 'last')

/** Lists what is planned, and what became of it last. */
export async function listSchedulesCommand(flags: { db?: string; json?: boolean }, output: Output): Promise<ExitCode> {
  const items = await withDatabase(flags.db, (database) => scheduleItems(new StoredSchedules(database), Date.now()))
  if (flags.json === true) output.out(JSON.stringify(items, null, 2))
  else if (items.length === 0) output.out('Nothing is planned. `headroom schedule add FILE --at MOMENT` plans a run.')
  else {
    const rows = items.map((item) => [item.id, item.name, item.cron ?? 'once', nextText(item), lastText(item)])
    for (const line of table(COLUMNS, rows)) output.out(line)
  }
  return EXIT.passed
}

export async function removeScheduleCommand(id: string, flags: { db?: string }, output: Output): Promise<ExitCode> {
  await withDatabase(flags.db, (database) => new StoredSchedules(database).remove(id))
  output.out(`Removed ${id}.`)
  return EXIT.passed
}

/** Starts planned runs when they are due, until `stopped` settles (Ctrl-C); a run that goes on is ended gracefully first. */
export async function runSchedulesCommand(
  flags: { db?: string },
  stopped: Promise<void>,
  output: Output,
): Promise<ExitCode> {
  return withDatabase(flags.db, async (database) => {
    let running: Promise<unknown> | undefined
    const start = (schedule: Schedule): Promise<string> =>
      new Promise((begun, failed) => {
        const options = {
          ...flags,
          name: schedule.name,
          out: [],
          quiet: true,
          json: false,
          short: false,
          skipPreflight: false,
        }
        running = runCommand(schedule.file, {}, { ...options, onRun: begun }, output)
          .then((code) => failed(notStarted(code)), failed)
          .finally(() => {
            running = undefined
          })
      })
    const scheduler = new Scheduler({
      store: new StoredSchedules(database),
      nowMs: Date.now,
      busy: () => (running === undefined ? undefined : 'another run was going on'),
      start,
      changed: (schedule, time) => output.err(changeText(schedule, time)),
    })
    const items = scheduleItems(new StoredSchedules(database), Date.now())
    output.err(`Waiting for ${items.length} schedules. Ctrl-C ends it.`)
    let ticking: Promise<void> | undefined
    const tick = (): void => {
      // The first tick may start a run, which takes longer than a second.
      ticking ??= scheduler
        .tick()
        // Say, while another process holds the database: the next tick tries again.
        .catch((error: unknown) => output.err(errorText(error, output.colors)))
        .finally(() => {
          ticking = undefined
        })
    }
    tick()
    const timer = setInterval(tick, TICK_MS)
    await stopped
    clearInterval(timer)
    await ticking
    await running
    return EXIT.passed
  })
}

function notStarted(code: ExitCode): HeadroomError {
  const why = code === EXIT.preflight ? 'the preflight stopped it' : `it ended with ${code}`
  return new HeadroomError({ code: 'RUN_NOT_STARTED', message: `The run was not started: ${why}.` })
}

function nextText({ nextAtMs, timeZone }: ScheduleItem): string {
  return nextAtMs === null ? 'over' : `${formatMoment(nextAtMs, timeZone)} ${timeZone}`
}

function lastText({ times: [last], timeZone }: ScheduleItem): string {
  if (last === undefined) return '–'
  return [last.state, formatMoment(last.dueAtMs, timeZone), last.runId ?? last.reason ?? ''].join(' ').trim()
}

function changeText({ name, timeZone }: Schedule, { state, dueAtMs, runId, reason }: ScheduleTime): string {
  const due = `${name}, due ${formatMoment(dueAtMs, timeZone)}`
  return state === 'started'
    ? `Started ${due}: run ${runId ?? ''}.`
    : `${state === 'missed' ? 'Missed' : 'Failed'} ${due}: ${reason ?? ''}`
}
