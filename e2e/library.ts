import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { root } from '../scripts/bootstrap/runtimeRecord.mjs'

const DAY_MS = 86_400_000

/** The built command. @returns what it prints; throws when it fails */
export function headroomCommand(args: readonly string[]): string {
  return execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], { encoding: 'utf8' })
}

/**
 * Puts runs into a profile's library as a user can: the command line imports results, the newest first.
 * @returns their ids
 */
export function fillLibrary(profile: string, names: readonly string[], seconds = 30): string[] {
  mkdirSync(profile, { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'headroom-e2e-'))
  try {
    return names.map((name, daysOld) => {
      const file = join(folder, 'results.jtl')
      writeFileSync(file, jmeterResults(Date.now() - daysOld * DAY_MS - seconds * 1000, seconds))
      const called = ['--name', name, '--scenario', 'results.jtl']
      const args = ['import', file, ...called, '--json', '--db', join(profile, 'headroom.db')]
      return (JSON.parse(headroomCommand(args)) as { id: string }).id
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Makes a library of thousands out of one with a run: copies of its row, one an hour further back each. @returns how many there are then */
export function multiplyLibrary(profile: string, copies: number): number {
  const database = new Sqlite(join(profile, 'headroom.db'))
  try {
    database
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO runs (run_id, name, scenario, started_at_ms, duration_ms, status, validity, p95_us, requests, failed_share,
           owner_pid, owner_host, heartbeat_at_ms)
         SELECT 'copy-' || i, 'Copy ' || i, scenario, started_at_ms - i * 3600000, duration_ms, status, validity, p95_us + i, requests,
           failed_share, 0, '', 0
         FROM n, (SELECT * FROM runs LIMIT 1)`,
      )
      .run(copies)
    database.exec(
      `INSERT OR IGNORE INTO run_details (run, scenario_text, base_url, planned_duration_ms, workers, machine)
       SELECT runs.id, scenario_text, base_url, planned_duration_ms, workers, machine FROM runs, (SELECT * FROM run_details LIMIT 1)`,
    )
  } finally {
    database.close()
  }
  return copies + 1
}

/** Four requests a second. */
export function jmeterResults(startMs: number, seconds: number): string {
  const rows = Array.from({ length: seconds * 4 }, (_, index) => {
    return `${startMs + index * 250},${100 + (index % 50)},home,200,true,90,0,3`
  })
  return ['timeStamp,elapsed,label,responseCode,success,Latency,Connect,allThreads', ...rows].join('\n')
}
