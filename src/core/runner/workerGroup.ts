import { HeadroomError } from '../../shared/errors.ts'
import type { FromWorker, PrepareMessage, ToWorker } from '../engine/protocol.ts'
import type { WorkerHost, WorkerProcess } from './workerHost.ts'

/** How often `beat` must be called; silence is counted in beats, so that a machine that slept accuses nobody. */
export const BEAT_MS = 250
/** A window is due each second; this long without one means that it is more than a second late. */
const SILENT_BEATS = 2000 / BEAT_MS
/** A worker that is silent for this long is given up. */
const GIVEN_UP_BEATS = 12_000 / BEAT_MS
const PREPARE_BEATS = 60_000 / BEAT_MS

/**
 * One worker:
 *
 *   preparing -ready-> ready -start-> working -finished-> over
 *       '------ failed, exit, silence ----'----------------> lost
 */
type WorkerState = 'preparing' | 'ready' | 'working' | 'over' | 'lost'

interface Worker {
  index: number
  process: WorkerProcess
  state: WorkerState
  quietBeats: number
  silent: boolean
}

/** What the run hears of its workers. Numbers of workers are 0-based. */
export interface WorkerListener {
  allReady(): void
  /** A worker could not prepare; nothing has started yet. */
  prepareFailed(error: HeadroomError): void
  message(worker: number, message: FromWorker): void
  /** It delivers nothing, or does so again. */
  silence(worker: number, silent: boolean): void
  /** Gone for good. @param why a clause: `its process ended (signal SIGKILL)` */
  lost(worker: number, why: string): void
  /** No worker works any more: all are over or lost. */
  allOver(): void
}

/** The load workers of a run: starts them, hears whether they live, ends them. */
export class WorkerGroup {
  private readonly workers: Worker[] = []
  private readonly listener: WorkerListener
  private preparedBeats = 0
  private ended = false

  constructor(listener: WorkerListener) {
    this.listener = listener
  }

  /** Starts the processes and has them prepare. */
  prepare(host: WorkerHost, messages: readonly PrepareMessage[]): void {
    for (const [index, message] of messages.entries()) {
      const worker: Worker = { index, process: host.spawn(index), state: 'preparing', quietBeats: 0, silent: false }
      this.workers.push(worker)
      worker.process.onMessage((received) => this.receive(worker, received))
      worker.process.onExit(({ code, signal }) =>
        this.lose(
          worker,
          `its process ended (${signal === undefined ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`})`,
        ),
      )
      worker.process.post(message)
    }
  }

  start(originUs: number): void {
    for (const worker of this.workers) if (worker.state === 'ready') worker.state = 'working'
    this.post({ type: 'start', originUs })
  }

  /** To every worker that works. */
  post(message: ToWorker): void {
    for (const worker of this.workers) if (isAlive(worker)) worker.process.post(message)
  }

  postTo(index: number, message: ToWorker): void {
    const worker = this.workers[index]
    if (worker !== undefined && isAlive(worker)) worker.process.post(message)
  }

  /** Workers that are neither over nor lost. */
  get living(): number {
    return this.workers.filter(isAlive).length
  }

  /** To be called every BEAT_MS: notices workers that say nothing. */
  beat(): void {
    const preparing = this.workers.filter(({ state }) => state === 'preparing')
    if (preparing.length > 0 && ++this.preparedBeats >= PREPARE_BEATS) {
      for (const worker of preparing) this.lose(worker, 'it was not ready after 60 seconds')
    }
    for (const worker of this.workers) {
      if (worker.state !== 'working') continue
      worker.quietBeats++
      if (worker.quietBeats === SILENT_BEATS) {
        worker.silent = true
        this.listener.silence(worker.index, true)
      }
      if (worker.quietBeats >= GIVEN_UP_BEATS) this.lose(worker, 'it delivered nothing for 12 seconds')
    }
  }

  /** Gives up every worker that still works. */
  loseAll(why: string): void {
    for (const worker of this.workers) this.lose(worker, why)
  }

  /** Ends every process, whatever it does. Nothing is heard of them afterwards. */
  end(): void {
    this.ended = true
    for (const worker of this.workers) worker.process.kill()
  }

  private receive(worker: Worker, message: FromWorker): void {
    if (this.ended || !isAlive(worker)) return
    if (message.type === 'ready') {
      worker.state = 'ready'
      if (this.workers.every(({ state }) => state === 'ready')) this.listener.allReady()
      return
    }
    if (message.type === 'failed') {
      this.lose(worker, message.error.message, new HeadroomError(message.error))
      return
    }
    worker.quietBeats = 0
    if (worker.silent) {
      worker.silent = false
      this.listener.silence(worker.index, false)
    }
    this.listener.message(worker.index, message)
    if (message.type !== 'finished') return
    worker.state = 'over'
    this.checkOver()
  }

  private lose(worker: Worker, why: string, error?: HeadroomError): void {
    if (this.ended || !isAlive(worker)) return
    const before = worker.state
    worker.state = 'lost'
    worker.process.kill()
    if (before === 'working') {
      this.listener.lost(worker.index, why)
      this.checkOver()
      return
    }
    this.listener.prepareFailed(error ?? workerFailed(worker.index, why))
  }

  private checkOver(): void {
    if (!this.ended && this.living === 0) this.listener.allOver()
  }
}

function isAlive(worker: Worker): boolean {
  return worker.state !== 'over' && worker.state !== 'lost'
}

function workerFailed(index: number, why: string): HeadroomError {
  return new HeadroomError({
    code: 'WORKER_FAILED',
    message: `Load worker ${index + 1} could not be prepared: ${why}.`,
    hint: 'Look at the error output; if the machine is short of memory, use fewer workers.',
  })
}
