import type { Database } from 'better-sqlite3'
import type { SeriesDefinition } from '../../shared/metrics/series.ts'
import type {
  BreakingPoint,
  Exemplar,
  LivePoint,
  RunEvent,
  RunFinish,
  RunStart,
  SeriesPoint,
  WorkerSample,
} from '../../shared/run.ts'
import type { ThresholdResult } from '../../shared/thresholds/types.ts'
import { hasTargets } from '../../shared/verdictText.ts'
import { packHistogram } from './histogramBlob.ts'
import type { RunOwner } from './runOwner.ts'

/** Whole run, one second, ten seconds, a minute. */
export type Resolution = 0 | 1 | 10 | 60

/** The numbers of a whole run that lists show; null where nothing was measured. */
export interface Headline {
  p95Us: number | null
  requests: number
  failedShare: number | null
}

/** `deleted_at_ms` of a run whose import or removal is under way. */
export const NOT_WHOLE = 0

/** What a point takes in the file beside its histogram, measured (docs/database.md). */
const POINT_BYTES = 40

/** The statements that write one run, prepared once. Each is a row or a few; transactions are the caller's. */
export class RunStatements {
  private readonly database: Database
  private readonly insertPoint
  private readonly insertSeries
  private readonly insertLive
  private readonly insertWorkerSample
  private readonly insertEvent
  private readonly insertExemplar
  private readonly updateHeartbeat
  /** What was written since the last heartbeat. */
  private bytes = 0

  constructor(database: Database) {
    this.database = database
    this.insertPoint = database.prepare(
      `INSERT OR REPLACE INTO points (run, resolution, second, series, count, sum, min, max, p50, p90, p95, p99, histogram)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.insertSeries = database.prepare(
      `INSERT OR REPLACE INTO series (run, series, metric, kind, unit, tags) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.insertLive = database.prepare(
      `INSERT OR REPLACE INTO live_points (run, second, p50_us, p95_us, p99_us, request_rate, failed_share, iteration_rate,
         vus, planned_vus, dropped_iterations, observed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.insertWorkerSample = database.prepare(
      `INSERT OR REPLACE INTO worker_samples (run, second, worker, loop_delay_p99_ms, loop_delay_max_ms, loop_utilization,
         cpu_wait_share, cpu_share, timer_lateness_p99_ms, memory_bytes, clock_drift_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.insertEvent = database.prepare(`INSERT INTO events (run, at_ms, kind, level, text) VALUES (?, ?, ?, ?, ?)`)
    this.insertExemplar = database.prepare(
      `INSERT INTO exemplars (run, at_ms, kind, reason, step, detail) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    // A run that another process closed by mistake, while this one slept, is taken back.
    this.updateHeartbeat = database.prepare(
      `UPDATE runs SET heartbeat_at_ms = ?, duration_ms = max(duration_ms, ?), status = 'running',
         size_bytes = size_bytes + ? WHERE id = ?`,
    )
  }

  /** @returns the run's number in the database */
  run(start: RunStart, owner: RunOwner): number {
    const { lastInsertRowid } = this.database
      .prepare(
        `INSERT INTO runs (run_id, name, scenario, started_at_ms, status, owner_pid, owner_host, heartbeat_at_ms, origin,
           deleted_at_ms) VALUES (?, ?, ?, ?, 'running', ?, ?, ?, ?, ?)`,
      )
      .run(
        start.id,
        start.name,
        start.scenario,
        start.startedAtMs,
        owner.pid,
        owner.host,
        owner.heartbeatAtMs,
        start.origin === undefined ? null : JSON.stringify(start.origin),
        start.origin === undefined ? null : NOT_WHOLE,
      )
    this.database
      .prepare(
        `INSERT INTO run_details (run, scenario_text, scenario_file, base_url, planned_duration_ms, workers, machine,
           baseline) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        lastInsertRowid,
        start.scenarioText,
        start.scenarioFile ?? null,
        start.baseUrl,
        start.plannedDurationMs,
        start.workers,
        JSON.stringify(start.machine),
        start.baseline === undefined ? null : JSON.stringify(start.baseline),
      )
    return Number(lastInsertRowid)
  }

  heartbeat(run: number, nowMs: number, durationMs: number): void {
    this.updateHeartbeat.run(nowMs, durationMs, this.takeBytes(), run)
  }

  series(run: number, { id, metric, kind, unit, tags }: SeriesDefinition): void {
    this.insertSeries.run(run, id, metric, kind, unit, JSON.stringify(tags))
  }

  point(run: number, resolution: Resolution, second: number, point: SeriesPoint): void {
    const { series, count, sum, min, max, p50 = null, p90 = null, p95 = null, p99 = null, histogram } = point
    const packed = histogram === undefined ? null : packHistogram(histogram)
    this.insertPoint.run(run, resolution, second, series, count, sum, min, max, p50, p90, p95, p99, packed)
    this.bytes += POINT_BYTES + (packed?.length ?? 0)
  }

  live(run: number, point: LivePoint): void {
    this.insertLive.run(
      run,
      point.second,
      point.p50Us,
      point.p95Us,
      point.p99Us,
      point.requestRate,
      point.failedShare,
      point.iterationRate,
      point.vus,
      point.plannedVUs,
      point.droppedIterations,
      point.observed === undefined ? null : JSON.stringify(point.observed),
    )
  }

  workerSample(run: number, sample: WorkerSample): void {
    this.insertWorkerSample.run(
      run,
      sample.second,
      sample.worker,
      sample.loopDelayP99Ms,
      sample.loopDelayMaxMs,
      sample.loopUtilization,
      sample.cpuWaitShare,
      sample.cpuShare,
      sample.timerLatenessP99Ms,
      sample.memoryBytes,
      sample.clockDriftMs,
    )
  }

  event(run: number, { atMs, kind, level, text }: RunEvent): void {
    this.insertEvent.run(run, Math.round(atMs), kind, level, text)
  }

  exemplar(run: number, exemplar: Exemplar): void {
    const { atMs, kind, reason, step } = exemplar
    this.insertExemplar.run(run, Math.round(atMs), kind, reason, step, JSON.stringify(exemplar))
  }

  finish(run: number, finish: Omit<RunFinish, 'checks'>, headline: Headline): void {
    this.database
      .prepare(
        `UPDATE runs SET duration_ms = ?, status = ?, judged = ?, validity = ?, reasons = ?, p95_us = ?, requests = ?, failed_share = ?,
           size_bytes = size_bytes + ?, deleted_at_ms = nullif(deleted_at_ms, ${NOT_WHOLE})
         WHERE id = ?`,
      )
      .run(
        Math.round(finish.durationMs),
        finish.status,
        hasTargets(finish) ? 1 : 0,
        finish.validity,
        JSON.stringify(finish.reasons),
        headline.p95Us,
        headline.requests,
        headline.failedShare,
        this.takeBytes(),
        run,
      )
    this.database
      .prepare(`UPDATE run_details SET load = ?, stop_cause = ? WHERE run = ?`)
      .run(JSON.stringify(finish.load), finish.stopCause ?? null, run)
    for (const [position, threshold] of finish.thresholds.entries()) this.threshold(run, position, threshold)
    if (finish.breaker !== undefined) {
      this.database
        .prepare(`INSERT INTO breakers (run, name, ok, result) VALUES (?, ?, ?, ?)`)
        .run(run, finish.breaker.name, finish.breaker.ok ? 1 : 0, JSON.stringify(finish.breaker))
    }
    for (const [position, point] of (finish.breakingPoints ?? []).entries()) this.breakingPoint(run, position, point)
  }

  private takeBytes(): number {
    const { bytes } = this
    this.bytes = 0
    return bytes
  }

  private threshold(
    run: number,
    position: number,
    { metric, expression, value, limit, baseline, ok, aborted, source }: ThresholdResult,
  ): void {
    this.database
      .prepare(
        `INSERT INTO thresholds (run, position, metric, expression, value, threshold_limit, baseline, ok, aborted, source)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        run,
        position,
        metric,
        expression,
        value,
        limit,
        baseline ?? null,
        ok ? 1 : 0,
        aborted ? 1 : 0,
        source ?? null,
      )
  }

  private breakingPoint(run: number, position: number, point: BreakingPoint): void {
    this.database
      .prepare(
        `INSERT INTO breaking_points (run, position, executor, raised, highest_held, lowest_broken, broken_by, levels)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        run,
        position,
        point.executor,
        point.raise,
        point.highestHeld,
        point.lowestBroken,
        point.brokenBy ?? null,
        JSON.stringify(point.levels),
      )
  }
}
