import { Command } from 'commander'
import { PRODUCT_VERSIONS } from '../core/productVersions.ts'
import { addLibraryCommands } from './declarations/library.ts'
import { addResultCommands } from './declarations/results.ts'
import { addRunningCommands } from './declarations/running.ts'
import { addScheduleCommands } from './declarations/schedule.ts'
import { addTargetCommand } from './declarations/target.ts'
import type { ExitCode } from './exitCodes.ts'
import type { Output } from './output.ts'

/** All commands with their arguments and options. @param done takes the exit code of the command that ran */
export function createProgram(output: Output, done: (code: ExitCode) => void): Command {
  const program = new Command('headroom')
    .description('Load tests from scenario files: run, judge, keep, compare. Exit codes and formats: docs/cli.md.')
    .version(PRODUCT_VERSIONS.headroom)
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) })
  addRunningCommands(program, output, done)
  addResultCommands(program, output, done)
  addLibraryCommands(program, output, done)
  addScheduleCommands(program, output, done)
  addTargetCommand(program, output, done)
  return program
}
