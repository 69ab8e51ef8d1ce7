import type { Command } from 'commander'
import { EXPORT_FORMAT_NAMES } from '../../shared/exportFormats.ts'
import { clearBaselineCommand, listBaselinesCommand, setBaselineCommand } from '../commands/baseline.ts'
import { type CompareFlags, compareCommand } from '../commands/compare.ts'
import { type ImportFlags, importCommand } from '../commands/import.ts'
import { reportCommand } from '../commands/report.ts'
import { type RunsOptions, runsCommand } from '../commands/runs.ts'
import { showCommand } from '../commands/show.ts'
import { trendsCommand } from '../commands/trends.ts'
import type { ExitCode } from '../exitCodes.ts'
import { outFiles, positiveNumber, runIds, wholeNumber } from '../optionValues.ts'
import type { OutFile } from '../outFiles.ts'
import type { Output } from '../output.ts'

/** The commands that show and judge stored runs, and bring in others. */
export function addResultCommands(program: Command, output: Output, done: (code: ExitCode) => void): void {
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

  program
    .command('compare')
    .description('Compare stored runs with a baseline: per metric slower, faster, same or cannot tell.')
    .argument(
      '<base>',
      'run id, name of runs, or scenario with a baseline; several, separated by commas, show how much runs differ by themselves',
      runIds,
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
    .requiredOption('--out <format=file>', `${EXPORT_FORMAT_NAMES.join(', ')}; repeatable`, outFiles)
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

  addBaselineCommands(program, output, done)
}

function addBaselineCommands(program: Command, output: Output, done: (code: ExitCode) => void): void {
  const baseline = program
    .command('baseline')
    .description('The runs of a scenario that others are measured against: `p(95) < baseline + 10%`.')
  baseline
    .command('set')
    .description('Make runs the baseline of their scenario, in place of what was.')
    .argument('<ids>', 'run id; several, separated by commas, show how much runs differ by themselves', runIds)
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
}
