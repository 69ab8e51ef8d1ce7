import type { Command } from 'commander'
import {
  type AddFlags,
  addScheduleCommand,
  listSchedulesCommand,
  removeScheduleCommand,
  runSchedulesCommand,
} from '../commands/schedule.ts'
import type { ExitCode } from '../exitCodes.ts'
import { untilInterrupted } from '../interrupts.ts'
import type { Output } from '../output.ts'

/** The commands that plan runs for later. */
export function addScheduleCommands(program: Command, output: Output, done: (code: ExitCode) => void): void {
  const schedule = program.command('schedule').description('Runs that are planned for later, once or repeatedly.')
  schedule
    .command('add')
    .description('Plan runs of a scenario file.')
    .argument('<file>', 'scenario file; it is read when the time comes')
    .option('--at <moment>', 'once: 2026-11-26T22:00, in the time zone')
    .option('--cron <expression>', 'repeatedly: "0 22 * * 1-5" is 22:00 from Monday to Friday')
    .option('--time-zone <name>', "like Europe/Berlin; by default this machine's")
    .option('--name <text>', "the runs' name, by default the scenario's")
    .option('--db <file>', "the database, by default the app's")
    .action(async (file: string, flags: AddFlags) => done(await addScheduleCommand(file, flags, output)))
  schedule
    .command('list')
    .description('List what is planned, and what became of it last.')
    .option('--db <file>', "the database, by default the app's")
    .option('--json', 'the schedules as JSON')
    .action(async (flags: { db?: string; json?: boolean }) => done(await listSchedulesCommand(flags, output)))
  schedule
    .command('remove')
    .description('Plan no more runs; those that were made stay.')
    .argument('<id>', 'the id that `headroom schedule list` shows')
    .option('--db <file>', "the database, by default the app's")
    .action(async (id: string, flags: { db?: string }) => done(await removeScheduleCommand(id, flags, output)))
  schedule
    .command('run')
    .description('Start planned runs when they are due, until Ctrl-C.')
    .option('--db <file>', "the database, by default the app's")
    .action(async (flags: { db?: string }) => done(await runSchedulesCommand(flags, untilInterrupted(), output)))
}
