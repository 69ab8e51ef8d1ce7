import { arch, cpus, hostname, release, totalmem, type } from 'node:os'
import type { MachineFacts } from '../../shared/run.ts'

/** The machine that a run is made on. Versions of Electron and SQLite are known to the caller only. */
export function machineFacts(
  versions: Pick<MachineFacts['versions'], 'headroom' | 'undici'> & Partial<MachineFacts['versions']>,
): MachineFacts {
  const processors = cpus()
  return {
    hostname: hostname(),
    os: `${type()} ${release()}`,
    arch: arch(),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    versions: { node: process.versions.node, ...versions },
  }
}
