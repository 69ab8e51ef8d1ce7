import { pathToFileURL } from 'node:url'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { HeadroomError } from '../shared/errors.ts'
import { EXPORT_FORMAT_NAMES } from '../shared/exportFormats.ts'
import { PRODUCT_VERSIONS } from '../core/productVersions.ts'
import { clearBaselineCommand, listBaselinesCommand, setBaselineCommand } from './commands/baseline.ts'
import { type CompareFlags, compareCommand } from './commands/compare.ts'
import { type ControlOptions, controlCommand } from './commands/control.ts'
import { demoCommand } from './commands/demo.ts'
import { type ImportFlags, importCommand } from './commands/import.ts'
import { reportCommand } from './commands/report.ts'
import { runCommand } from './commands/run.ts'
import { type RunsOptions, runsCommand } from './commands/runs.ts'
import {
  type AddFlags,
  addScheduleCommand,
  listSchedulesCommand,
  removeScheduleCommand,
  runSchedulesCommand,
} from './commands/schedule.ts'
import { showCommand } from './commands/show.ts'
import { type TargetOptions, targetCommand } from './commands/target.ts'
import { trendsCommand } from './commands/trends.ts'
import { validateCommand } from './commands/validate.ts'
import { EXIT } from './exitCodes.ts'
import type { ExitCode } from './exitCodes.ts'
import { onInterrupt } from './interrupts.ts'
import { addLibraryCommands } from './libraryCommands.ts'
import { positiveNumber, wholeNumber } from './optionValues.ts'
import { type OutFile, parseOutFile } from './outFiles.ts'
import { type Output, errorText, processOutput } from './output.ts'
import type { SessionOptions } from './runSession.ts'

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

/**
 * The command `headroom`.
 * @param argv arguments without node and script
 * @returns the exit code; see exitCodes.ts
 */
export async function main(argv: readonly string[], output: Output): Promise<ExitCode> {
  let code: ExitCode = EXIT.passed
  const program = createProgram(output, (given) => {
    code = given
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.usage
    output.err(errorText(error, output.colors))
    return codeOfError(error)
  }
}

function createProgram(output: Output, done: (code: ExitCode) => void): Command {
  const program = new Command('headroom')
    .description('Load tests from scenario files: run, judge, keep, compare. Exit codes and formats: docs/cli.md.')
    .version(PRODUCT_VERSIONS.headroom)
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ writeOut: (text) => output.out(text.trimEnd()), writeErr: (text) => output.err(text.trimEnd()) })

  withRunOptions(program.command('demo'))
    .description('Start the sample target, run the smoke template against it, show the result.')
    .action(async (flags: RunFlags) => done(await demoCommand(sessionOptions(flags), output)))

  withRunOptions(program.command('run'))
    .description('Run a scenario and store the result.')
    .argument('<file>', 'scenario file, *.headroom.yaml')
    .option('-e, --env <NAME=VALUE>', 'value for ${NAME}; repeatable', collectVariable)
    .option('--name <text>', "the run's name, by default the scenario's")
    .option(
      '--baseline <runs>',
      "ids or names of runs to measure against, separated by commas; by default the scenario's baseline",
      splitIds,
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
    .command('runs')
    .description('List stored runs, the newest first.')
    .option('--db <file>', "the database, by default the app's")
    .option('--search <text>', 'only runs whose name, scenario, note or tags hold this text')
    .option('--status <status>', 'passed, failed, aborted, interrupted, error or running')
    .option('--scenario <name>', 'only runs of this scenario')
    .option('--tag <tag>', 'only runs with this tag')
    .option('--pinned', 'only pinned runs')
    .option('--deleted', 'deleted runs, which can be restored')
    .option('--limit <count>', 'at most so many', wholeNumber(1), 20)
    .option('--json', 'the runs as JSON')
    .action(async (flags: RunsOptions) => {
      done(await runsCommand(flags, output))
    })

  program
    .command('show')
    .description('Show one stored run.')
    .argument('<id>', 'the id that `headroom runs` lists')
    .option('--db <file>', "the database, by default the app's")
    .option('--json', 'the run as JSON')
    .action(async (id: string, flags: { db?: string; json?: boolean }) => done(await showCommand(id, flags, output)))

  const baseline = program
    .command('baseline')
    .description('The runs of a scenario that others are measured against: `p(95) < baseline + 10%`.')
  baseline
    .command('set')
    .description('Make runs the baseline of their scenario, in place of what was.')
    .argument('<ids>', 'run id; several, separated by commas, show how much runs differ by themselves', splitIds)
    .option('--db <file>', "the database, by default the app's")
    .action(async (ids: string[], flags: { db?: string }) => done(await setBaselineCommand(ids, flags, output)))
  baseline
    .command('list')
    .description('List the baselines of all scenarios.')
    .option('--db <file>', "the database, by default the app's")
    .option('--json', 'the baselines as JSON')
    .action(async (flags: { db?: string; json?: boolean }) => done(await listBaselinesCommand(flags, output)))
  baseline
    .command('clear')
    .description('End the baseline of a scenario.')
    .argument('<scenario>', "the scenario's name")
    .option('--db <file>', "the database, by default the app's")
    .action(async (name: string, flags: { db?: string }) => done(await clearBaselineCommand(name, flags, output)))

  program
    .command('compare')
    .description('Compare stored runs with a baseline: per metric slower, faster, same or cannot tell.')
    .argument(
      '<base>',
      'run id, name of runs, or scenario with a baseline; several, separated by commas, show how much runs differ by themselves',
      splitIds,
    )
    .argument('<runs...>', 'the ids of the runs to judge')
    .option('--db <file>', "the database, by default the app's")
    .option('--tolerance <percent>', 'differences within it count as none', positiveNumber, 5)
    .option('--fail-on-regression', 'exit code 98 when something got worse, or when the runs are not comparable')
    .option('--json', 'the comparison as JSON')
    .action(async (base: string[], runs: string[], flags: CompareFlags) => {
      done(await compareCommand(base, runs, flags, output))
    })

  program
    .command('trends')
    .description("Show a scenario's runs over time, with the places where their figures changed.")
    .argument('<scenario>', "the scenario's name")
    .option('--db <file>', "the database, by default the app's")
    .option('--json', 'the trend as JSON')
    .action(async (scenario: string, flags: { db?: string; json?: boolean }) => {
      done(await trendsCommand(scenario, flags, output))
    })

  program
    .command('report')
    .description('Write a stored run to files.')
    .argument('<id>', 'the id that `headroom runs` lists')
    .requiredOption('--out <format=file>', `${EXPORT_FORMAT_NAMES.join(', ')}; repeatable`, collectOutFile)
    .option('--db <file>', "the database, by default the app's")
    .action(async (id: string, flags: { db?: string; out: OutFile[] }) => done(await reportCommand(id, flags, output)))

  program
    .command('import')
    .description('Store results of k6, JMeter, autocannon, Artillery or Locust as runs, or runs of another Headroom.')
    .argument('<files...>', 'result files, or .headroom-run')
    .option('--db <file>', "the database, by default the app's")
    .option('--name <text>', "the run's name, by default the file's")
    .option(
      '--scenario <text>',
      "of results of other tools: the scenario that trends show them under, by default the run's name",
    )
    .option('--json', 'what came in, as JSON')
    .action(async (files: string[], flags: ImportFlags) => done(await importCommand(files, flags, output)))

  addLibraryCommands(program, output, done)

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

  program
    .command('target')
    .description('Run the sample target until Ctrl-C.')
    .option('--port <number>', 'port to listen on; 0 for any free one', wholeNumber(0), 4700)
    .option('--seed <number>', 'of its data and latencies', wholeNumber(0), 1)
    .option('--latency-scale <factor>', 'multiplies every latency; 0 for none', positiveNumber, 1)
    .option('--postgres <url>', 'keep its data in this PostgreSQL')
    .option('--redis <url>', 'keep its caches in this Redis')
    .option('--ai-first-token <ms>', "the AI provider's median time to its first token", positiveNumber)
    .option('--ai-token-rate <number>', 'tokens per second after it', positiveNumber)
    .option('--ai-limit <count>', 'questions a minute that it takes before it answers 429', wholeNumber(1))
    .option('--breaker-open <ms>', 'how long the circuit breaker stays open', positiveNumber)
    .action(async (flags: TargetFlags) => {
      const stopped = untilInterrupted()
      done(await targetCommand(targetOptions(flags), stopped, output))
    })

  return program
}

/** Settles on the first Ctrl-C; the second ends the process. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    onInterrupt(resolve, () => process.exit(EXIT.passed))
  })
}

function withRunOptions(command: Command): Command {
  return command
    .option('--db <file>', "the database, by default the app's")
    .option('--workers <count>', 'load workers, by default one per core but one', wholeNumber(1))
    .option('--seed <number>', 'makes random choices repeatable', wholeNumber(0))
    .option('--out <format=file>', `write the result: ${EXPORT_FORMAT_NAMES.join(', ')}; repeatable`, collectOutFile)
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

interface TargetFlags {
  port: number
  seed: number
  latencyScale: number
  postgres?: string
  redis?: string
  aiFirstToken?: number
  aiTokenRate?: number
  aiLimit?: number
  breakerOpen?: number
}

function targetOptions({ port, seed, latencyScale, ...flags }: TargetFlags): TargetOptions {
  return {
    port,
    seed,
    latencyScale,
    ...(flags.postgres === undefined ? {} : { postgres: flags.postgres }),
    ...(flags.redis === undefined ? {} : { redis: flags.redis }),
    ai: {
      ...(flags.aiFirstToken === undefined ? {} : { firstTokenMs: flags.aiFirstToken }),
      ...(flags.aiTokenRate === undefined ? {} : { tokenRate: flags.aiTokenRate }),
      ...(flags.aiLimit === undefined ? {} : { callsPerMinute: flags.aiLimit }),
      ...(flags.breakerOpen === undefined ? {} : { breaker: { openMs: flags.breakerOpen } }),
    },
  }
}

function collectVariable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as NAME=VALUE.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

function collectOutFile(text: string, before: OutFile[] = []): OutFile[] {
  return [...before, parseOutFile(text)]
}

function splitIds(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (ids.includes('')) throw new InvalidArgumentError('Write run ids separated by commas.')
  if (new Set(ids).size < ids.length) throw new InvalidArgumentError('A run is named twice.')
  return ids
}

const USAGE_ERRORS: ReadonlySet<string> = new Set([
  'USAGE',
  'FILE_UNREADABLE',
  'RUN_NOT_FOUND',
  'BASELINE_NOT_FOUND',
  'BASELINE_OTHER_SCENARIO',
  'BASELINE_UNUSABLE',
  'RUN_RUNNING',
  'LIBRARY_TEXT',
  'FILE_EXISTS',
  'IMPORT_UNKNOWN',
  'IMPORT_NEWER',
  'RUN_EXISTS',
  'PDF_NO_RUNTIME',
  'IMPORT_INVALID',
  'IMPORT_TOO_LARGE',
  'RUN_NOT_RUNNING',
  'SCENARIO_UNKNOWN',
  'SCHEDULE_INVALID',
  'SCHEDULE_NOT_FOUND',
  'SCHEDULES_FULL',
  'CONTROL_REFUSED',
  'TARGET_PORT_IN_USE',
  'TARGET_OPTIONS_INVALID',
  'TARGET_STORE_UNREACHABLE',
])

function codeOfError(error: unknown): ExitCode {
  if (!(error instanceof HeadroomError)) return EXIT.internal
  if (USAGE_ERRORS.has(error.code)) return EXIT.usage
  return error.code.startsWith('DATA_') ? EXIT.invalidScenario : EXIT.internal
}

const isEntry = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href
if (isEntry) process.exitCode = await main(process.argv.slice(2), processOutput())
