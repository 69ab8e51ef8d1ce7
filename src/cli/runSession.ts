import { dirname, join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { PRODUCT_VERSIONS } from '../core/productVersions.ts'
import { childProcessHost } from '../core/runner/childProcessHost.ts'
import { serveControl } from '../core/runner/controlSocket.ts'
import { machineFacts } from '../core/runner/machineFacts.ts'
import type { LoadedScenario } from '../core/runner/loadScenario.ts'
import { runScenario } from '../core/runner/runScenario.ts'
import { defaultWorkers } from '../core/runner/workerHost.ts'
import { sqliteVersion } from '../core/store/sqliteVersion.ts'
import { measureAgainstBaseline } from '../core/store/queries/baselineChoice.ts'
import { DEFAULT_TOLERANCE, readComparison } from '../core/store/queries/comparison.ts'
import { RunWriter } from '../core/store/runWriter.ts'
import type { RunSummary } from '../shared/summary.ts'
import type { RunComparison } from '../shared/comparison.ts'
import { hasRegressed } from './commands/compare.ts'
import { withDatabase } from './database.ts'
import { EXIT, exitCodeOf } from './exitCodes.ts'
import type { ExitCode } from './exitCodes.ts'
import { onInterrupt } from './interrupts.ts'
import { type OutFile, writeOutFile } from './outFiles.ts'
import type { Output } from './output.ts'
import { SILENT_PROGRESS, createProgress } from './progress.ts'
import { comparisonLines } from './terminal/comparisonText.ts'
import { summaryText } from './terminal/summaryText.ts'

export interface SessionOptions {
  db?: string
  name?: string
  workers?: number
  seed?: number
  /** Run ids or names to measure against; by default the scenario's own baseline. */
  baseline?: readonly string[]
  out: readonly OutFile[]
  quiet: boolean
  json: boolean
  /** Told the run's id when it runs, and again each second. */
  onRun?: (runId: string) => void
  /** Writes an HTML report into `reports` beside the database as well. */
  reportBesideDatabase?: boolean
}

/** Runs a scenario in the terminal from start to verdict, stores it, and writes what was asked for. */
export async function runSession(
  { text, file, secrets, data, ...loaded }: LoadedScenario,
  options: SessionOptions,
  output: Output,
): Promise<ExitCode> {
  return withDatabase(options.db, async (database) => {
    const { scenario, baseline } = measureAgainstBaseline(database, loaded.scenario, options.baseline)
    const progress =
      options.quiet || options.json ? SILENT_PROGRESS : createProgress(options.name ?? scenario.name, output)
    const handle = runScenario({
      scenario,
      scenarioText: text,
      ...(file === undefined ? {} : { scenarioFile: file }),
      ...(options.name === undefined ? {} : { name: options.name }),
      secrets,
      data,
      host: childProcessHost(join(import.meta.dirname, 'loadWorker.js')),
      workers: options.workers ?? defaultWorkers(),
      sinks: [new RunWriter(database)],
      onTick: (tick) => {
        if (tick.phase === 'running') options.onRun?.(tick.runId)
        progress.tick(tick)
      },
      machine: machineFacts({ ...PRODUCT_VERSIONS, sqlite: sqliteVersion(database) }),
      ...(baseline.length === 0 ? {} : { baseline }),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    })
    const control = serveControl(handle, (why) => output.err(`This run takes no control from outside: ${why}.`))
    const endInterrupts = onInterrupt(
      () => handle.stop(),
      () => handle.abort(),
    )
    try {
      if (!options.quiet && !options.json) output.err(`Run ${handle.runId} of ${scenario.name}.`)
      const { summary, stopCause } = await handle.finished
      progress.end()
      for (const outFile of options.out) await writeOutFile(outFile, database, handle.runId)
      if (options.reportBesideDatabase === true) await writeReportBeside(database, handle.runId, output)
      // Asked for by name: then the whole run is judged against it, not its thresholds alone.
      const comparison =
        options.baseline === undefined
          ? undefined
          : readComparison(database, { base: baseline, run: handle.runId, tolerance: DEFAULT_TOLERANCE })
      showResult(summary, comparison, options, output)
      const thresholdsHold = summary.thresholds.every((threshold) => threshold.ok) && summary.breaker?.ok !== false
      const code = exitCodeOf(summary.run.status, stopCause, thresholdsHold)
      return code === EXIT.passed && comparison !== undefined && hasRegressed(comparison) ? EXIT.regression : code
    } finally {
      progress.end()
      control.close()
      endInterrupts()
    }
  })
}

async function writeReportBeside(database: Database, runId: string, output: Output): Promise<void> {
  const file = join(dirname(database.name), 'reports', `${runId}.html`)
  await writeOutFile({ format: 'html', file }, database, runId)
  output.err(`Report: ${file}`)
}

function showResult(
  summary: RunSummary,
  comparison: RunComparison | undefined,
  { json }: SessionOptions,
  output: Output,
): void {
  if (json) {
    output.out(JSON.stringify(comparison === undefined ? summary : { ...summary, comparison }, null, 2))
    return
  }
  for (const line of summaryText(summary, output.colors)) output.out(line)
  if (comparison === undefined) return
  output.out('')
  for (const line of comparisonLines(comparison)) output.out(line)
}
