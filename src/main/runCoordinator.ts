import type { Database } from 'better-sqlite3'
import { serveControl } from '../core/runner/controlSocket.ts'
import { type LoadInput, type LoadOutcome, type LoadedScenario, loadScenario } from '../core/runner/loadScenario.ts'
import { type ControlChange, type RunHandle, runScenario } from '../core/runner/runScenario.ts'
import { type WorkerHost, defaultWorkers } from '../core/runner/workerHost.ts'
import { measureAgainstBaseline } from '../core/store/queries/baselineChoice.ts'
import { RunWriter } from '../core/store/runWriter.ts'
import { HeadroomError, toErrorDetail } from '../shared/errors.ts'
import type { LiveRun, Pushes, ScenarioOverview } from '../shared/ipc.ts'
import type { MachineFacts, RunRecord } from '../shared/run.ts'
import { overviewOf } from '../shared/scenario/plan.ts'

export interface CoordinatorOptions {
  database: Database
  host: WorkerHost
  machine: MachineFacts
  push: <Name extends keyof Pushes>(name: Name, payload: Pushes[Name]) => void
  /** Asks the user where the scenario must not send load unasked. @throws HeadroomError RUN_CANCELLED */
  confirm: (loaded: LoadedScenario) => Promise<void>
  /** A run goes on now, or none any more. */
  onBusy: (busy: boolean) => void
}

interface CurrentRun {
  name: string
  plan: ScenarioOverview
  handle: RunHandle
}

/** The app's runs, one at a time. Runs go on whatever happens to the window. */
export class RunCoordinator {
  private readonly options: CoordinatorOptions
  /** The run that runs now, or the last that ended. */
  private current: CurrentRun | undefined
  private busy = false
  private over: Promise<void> = Promise.resolve()

  constructor(options: CoordinatorOptions) {
    this.options = options
  }

  get isRunning(): boolean {
    return this.busy
  }

  /**
   * Starts a run; answers once it runs.
   * @param prepare gives what to load; what it has begun, `end` ends when the run is over
   * @throws HeadroomError RUN_IN_PROGRESS, SCENARIO_INVALID, RUN_CANCELLED, DATA_*, WORKER_FAILED
   */
  async start(prepare: () => LoadInput | Promise<LoadInput>, end: () => void = () => {}): Promise<{ runId: string }> {
    if (this.busy) {
      throw new HeadroomError({
        code: 'RUN_IN_PROGRESS',
        message: 'A run is going on; there is one at a time, so that runs do not disturb each other.',
        hint: 'Stop it, or wait for its end.',
      })
    }
    this.setBusy(true)
    try {
      const loaded = requireLoaded(await loadScenario(await prepare()))
      await this.options.confirm(loaded)
      return await this.launch(loaded, end)
    } catch (thrown) {
      end()
      this.setBusy(false)
      throw thrown
    }
  }

  stop(runId: string): void {
    this.find(runId).handle.stop()
  }

  abort(runId: string): void {
    this.find(runId).handle.abort()
  }

  /** A remark of the user. @throws HeadroomError RUN_NOT_LIVE also when it has ended: its events are closed */
  note(runId: string, text: string): void {
    const { handle } = this.find(runId)
    if (!this.busy) throw notLive(runId)
    handle.note(text)
  }

  control(runId: string, change: ControlChange): void {
    this.find(runId).handle.control(change)
  }

  live(): LiveRun | null {
    if (this.current === undefined) return null
    const { name, plan, handle } = this.current
    return { name, plan, ...handle.live() }
  }

  /** Ends the run that goes on, if any: gracefully, after `patienceMs` at once. Settles when its results are stored. */
  async endRun(patienceMs: number): Promise<void> {
    const { current, over } = this
    if (!this.busy || current === undefined) return
    current.handle.stop()
    const impatience = setTimeout(() => current.handle.abort(), patienceMs)
    await over
    clearTimeout(impatience)
  }

  private async launch(
    { text, file, secrets, data, ...loaded }: LoadedScenario,
    end: () => void,
  ): Promise<{ runId: string }> {
    const { database, host, machine, push } = this.options
    const { scenario, baseline } = measureAgainstBaseline(database, loaded.scenario)
    let begun = (): void => {}
    const beginning = new Promise<void>((resolve) => {
      begun = resolve
    })
    let hasBegun = false
    const handle = runScenario({
      scenario,
      scenarioText: text,
      ...(file === undefined ? {} : { scenarioFile: file }),
      secrets,
      data,
      host,
      workers: defaultWorkers(),
      sinks: [new RunWriter(database)],
      machine,
      ...(baseline.length === 0 ? {} : { baseline }),
      onTick: (tick) => {
        if (tick.phase === 'running' && !hasBegun) {
          hasBegun = true
          this.current = { name: scenario.name, plan: overviewOf(scenario), handle }
          begun()
        }
        if (hasBegun) push('liveTick', tick)
      },
    })
    // A run that could not begin rejects here.
    await Promise.race([beginning, handle.finished])
    this.over = this.follow(handle, end)
    return { runId: handle.runId }
  }

  private async follow(handle: RunHandle, end: () => void): Promise<void> {
    const control = serveControl(handle, (why) => handle.note(`It cannot be controlled from a terminal: ${why}.`))
    const run = await handle.finished.then(
      ({ summary }) => summary.run,
      (thrown: unknown) => this.failedRecord(handle, thrown),
    )
    control.close()
    end()
    this.setBusy(false)
    this.options.push('runFinished', { run })
  }

  /** A run whose results could not be stored, as far as it is known. */
  private failedRecord(handle: RunHandle, thrown: unknown): RunRecord {
    const name = this.current?.name ?? ''
    const { elapsedMs } = handle.live().tick
    return {
      id: handle.runId,
      name,
      scenario: name,
      startedAtMs: Date.now() - elapsedMs,
      durationMs: elapsedMs,
      status: 'error',
      validity: 'invalid',
      reasons: [{ about: 'end', text: toErrorDetail(thrown).message }],
    }
  }

  private setBusy(busy: boolean): void {
    this.busy = busy
    this.options.onBusy(busy)
  }

  private find(runId: string): CurrentRun {
    if (this.current?.handle.runId === runId) return this.current
    throw notLive(runId)
  }
}

function notLive(runId: string): HeadroomError {
  return new HeadroomError({ code: 'RUN_NOT_LIVE', message: `The run ${runId} does not run in this app.` })
}

/** @throws HeadroomError SCENARIO_INVALID with the first error's place */
export function requireLoaded({ loaded, problems }: LoadOutcome): LoadedScenario {
  if (loaded !== undefined) return loaded
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [first] = errors
  throw new HeadroomError({
    code: 'SCENARIO_INVALID',
    message:
      first === undefined
        ? 'The scenario is not valid.'
        : `Line ${first.line}: ${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`,
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    ...(first === undefined ? {} : { at: { line: first.line, column: first.column, path: first.path } }),
  })
}
