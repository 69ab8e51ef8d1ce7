import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** The command pinned to one core, so that client and server do not share one. */
export function onCore(core: number, command: readonly string[]): [string, ...string[]] {
  if (availableParallelism() <= core) throw new Error(`this bench needs core ${core}`)
  return ['taskset', '-c', String(core), ...command]
}

/** Moves a running process with all its threads. */
export function moveToCore(core: number, pid: number): void {
  execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)], { stdio: 'ignore' })
}
