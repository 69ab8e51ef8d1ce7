import type { Command } from 'commander'
import { EXPORT_FORMAT_NAMES } from '../../shared/exportFormats.ts'
import { type ControlOptions, controlCommand } from '../commands/control.ts'
import { demoCommand } from '../commands/demo.ts'
import { runCommand } from '../commands/run.ts'
import { validateCommand } from '../commands/validate.ts'
import type { ExitCode } from '../exitCodes.ts'
import { namedValues, outFiles, positiveNumber, runIds, wholeNumber } from '../optionValues.ts'
import type { OutFile } from '../outFiles.ts'
import type { Output } from '../output.ts'
import type { SessionOptions } from '../runSession.ts'

/** Far beyond the cores of any machine: each is a process. */
const MAX_WORKERS = 256

/** Options of `run` and `demo` as commander gives them. */
interface RunFlags {
  env?: Record<string, string>
  db?: string
  name?: string
  workers?: number
  seed?: number
  baseline?: string[]
  out?: OutFile[]
  quiet?: boolean
  json?: boolean
  skipPreflight?: boolean
}

/** The commands that make runs. */
export function addRunningCommands(program: Command, output: Output, done: (code: ExitCode) => void): void {
  withRunOptions(program.command('demo'))
    .description('Start the sample target, run the smoke template against it, show the result.')
    .action(async (flags: RunFlags) => done(await demoCommand(sessionOptions(flags), output)))

  withRunOptions(program.command('run'))
    .description('Run a scenario and store the result.')
    .argument('<file>', 'scenario file, *.headroom.yaml')
    .option('-e, --env <NAME=VALUE>', 'value for ${NAME}; repeatable', namedValues)
    .option('--name <text>', "the run's name, by default the scenario's")
    .option(
      '--baseline <runs>',
      "ids or names of runs to measure against, separated by commas; by default the scenario's baseline",
      runIds,
    )
    .option('--short', 'the same shape in less than 40 s, to see that everything works')
    .option('--skip-preflight', 'start without looking at the target first')
    .action(async (file: string, { short = false, ...flags }: RunFlags & { short?: boolean }) => {
      const options = { ...sessionOptions(flags), short, skipPreflight: flags.skipPreflight === true }
      done(await runCommand(file, flags.env ?? {}, options, output))
    })

  program
    .command('validate')
    .description('Check a scenario, or a file of written targets, without running it.')
    .argument('<file>', 'scenario or targets file')
    .option('--json', 'the problems as JSON')
    .action((file: string, flags: { json?: boolean }) => done(validateCommand(file, flags, output)))

  program
    .command('control')
    .description('Change an externally-controlled executor of a run that goes on in another terminal or in the app.')
    .argument('<run>', 'the id that the run shows when it starts')
    .requiredOption('--executor <name>', 'its name under `load:`')
    .option('--vus <count>', 'virtual users from now on', wholeNumber(0))
    .option('--rate <number>', 'iterations per second from now on, as an open model', positiveNumber)
    .option('--pause', 'start no more iterations')
    .option('--resume', 'go on after --pause')
    .action(async (runId: string, flags: ControlOptions) => done(await controlCommand(runId, flags, output)))
}

function withRunOptions(command: Command): Command {
  return command
    .option('--db <file>', "the database, by default the app's")
    .option('--workers <count>', 'load workers, by default one per core but one', wholeNumber(1, MAX_WORKERS))
    .option('--seed <number>', 'makes random choices repeatable', wholeNumber(0))
    .option('--out <format=file>', `write the result: ${EXPORT_FORMAT_NAMES.join(', ')}; repeatable`, outFiles)
    .option('--quiet', 'no progress, only the result')
    .option('--json', 'the result as one JSON object on standard output')
}

function sessionOptions(flags: RunFlags): SessionOptions {
  return {
    ...(flags.db === undefined ? {} : { db: flags.db }),
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.workers === undefined ? {} : { workers: flags.workers }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.baseline === undefined ? {} : { baseline: flags.baseline }),
    out: flags.out ?? [],
    quiet: flags.quiet === true,
    json: flags.json === true,
  }
}
