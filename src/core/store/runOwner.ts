import { hostname } from 'node:os'
import { processExists } from '../processExists.ts'

/** Which process writes a run, and when it last did. It writes every second. */
export interface RunOwner {
  pid: number
  host: string
  heartbeatAtMs: number
}

/** Much longer than a write may be late, for a process of another machine or one whose number was given to another. */
const SILENT_MS = 60_000

export function thisProcess(nowMs: number): RunOwner {
  return { pid: process.pid, host: hostname(), heartbeatAtMs: nowMs }
}

/** Whether the process that wrote a run is gone. One that merely slept takes its run back with its next write. */
export function isGone(owner: RunOwner, nowMs: number): boolean {
  if (nowMs - owner.heartbeatAtMs > SILENT_MS) return true
  return owner.host === hostname() && !processExists(owner.pid)
}
