import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { EventLoopUtilization } from 'node:perf_hooks'
import { Histogram } from '../../shared/metrics/histogram.ts'
import type { Clock } from './clock.ts'
import type { WorkerSelf } from './protocol.ts'

/** The worker's measurement of itself, a second at a time. */
export interface SelfMeter {
  begin(): void
  /** How late a scheduled start, or the end of a second, was noticed. */
  lateness(us: number): void
  /** The measurement since the last call. */
  take(): WorkerSelf
  end(): void
}

/** How often the loop's delay is sampled: finer than what distorts a measurement, coarse enough to cost nothing. */
const RESOLUTION_MS = 4

export function createSelfMeter(clock: Clock): SelfMeter {
  return new ProcessMeter(clock)
}

class ProcessMeter implements SelfMeter {
  private readonly clock: Clock
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  private readonly late = new Histogram()
  private utilization: EventLoopUtilization = performance.eventLoopUtilization()
  private cpu = process.cpuUsage()
  private waitedUs = cpuWaitUs()
  private takenAtUs = 0
  private beganAtUs = 0
  private beganAtMs = 0

  constructor(clock: Clock) {
    this.clock = clock
  }

  begin(): void {
    this.delay.enable()
    this.utilization = performance.eventLoopUtilization()
    this.cpu = process.cpuUsage()
    this.waitedUs = cpuWaitUs()
    this.beganAtUs = this.clock.nowUs()
    this.takenAtUs = this.beganAtUs
    this.beganAtMs = Date.now()
  }

  lateness(us: number): void {
    this.late.record(us)
  }

  take(): WorkerSelf {
    const nowUs = this.clock.nowUs()
    const utilization = performance.eventLoopUtilization()
    const cpu = process.cpuUsage()
    const waitedUs = cpuWaitUs()
    const elapsedUs = Math.max(1, nowUs - this.takenAtUs)
    const self: WorkerSelf = {
      loopDelayP99Us: this.delay.count === 0 ? 0 : beyondResolutionUs(this.delay.percentile(99)),
      // A block that lasts until now is not in the loop's own histogram yet: the second's end noticed late shows it.
      loopDelayMaxUs: Math.max(this.delay.count === 0 ? 0 : beyondResolutionUs(this.delay.max), this.late.max),
      loopUtilization: performance.eventLoopUtilization(utilization, this.utilization).utilization,
      cpuWaitShare: (waitedUs - this.waitedUs) / elapsedUs,
      cpuShare: (cpu.user + cpu.system - this.cpu.user - this.cpu.system) / elapsedUs,
      timerLatenessP99Us: this.late.percentile(99),
      memoryBytes: process.memoryUsage.rss(),
      clockDriftMs: Date.now() - this.beganAtMs - (nowUs - this.beganAtUs) / 1e3,
    }
    this.delay.reset()
    this.late.reset()
    this.utilization = utilization
    this.cpu = cpu
    this.waitedUs = waitedUs
    this.takenAtUs = nowUs
    return self
  }

  end(): void {
    this.delay.disable()
  }
}

/**
 * How long this thread has been ready to run without getting a CPU: the second number of Linux's schedstat, nanoseconds
 * (kernel documentation, scheduler/sched-stats). 0 where there is none.
 */
function cpuWaitUs(): number {
  if (process.platform !== 'linux') return 0
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[1] ?? 0) / 1e3
  } catch {
    return 0
  }
}

/** perf_hooks gives the time from one sample to the next, in nanoseconds: the delay is what exceeds the interval. */
function beyondResolutionUs(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e3 - RESOLUTION_MS * 1e3)
}
