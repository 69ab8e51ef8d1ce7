import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/bootstrap/runtimeRecord.mjs'

const DAY_MS = 86_400_000

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
      const args = ['import', file, '--name', name, '--json', '--db', join(profile, 'headroom.db')]
      const out = execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], { encoding: 'utf8' })
      return (JSON.parse(out) as { id: string }).id
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Four requests a second. */
export function jmeterResults(startMs: number, seconds: number): string {
  const rows = Array.from({ length: seconds * 4 }, (_, index) => {
    return `${startMs + index * 250},${100 + (index % 50)},home,200,true,90,0,3`
  })
  return ['timeStamp,elapsed,label,responseCode,success,Latency,Connect,allThreads', ...rows].join('\n')
}
