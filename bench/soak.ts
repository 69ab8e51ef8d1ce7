import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startSampleTarget } from '../src/core/sample-target/sampleTarget.ts'
import { argumentsOf, familyOf, residentBytesOf } from './processes.ts'
import { median } from './rounds.ts'
import { loadWorkerOf, startApp, startRun } from './startedApp.ts'

/**
 * Memory of every process of a run of real minutes, in the app (window open, charts live) and by the command line, one after the
 * other or, with --both, at once. `npm run bench:soak -- [--minutes 20] [--only app|command-line] [--both]`
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    only: { type: 'string' },
    both: { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const SAMPLE_MS = 2000
const SHOWN = [2, 5, 10, 15, 20].filter((minute) => minute < minutes)

const target = await startSampleTarget()
const folder = mkdtempSync(join(tmpdir(), 'headroom-soak-'))
const file = join(folder, 'soak.headroom.yaml')
writeFileSync(file, scenarioText(target.url))
try {
  const plays = [
    ...(values.only === 'app' ? [] : [playCommandLine]),
    ...(values.only === 'command-line' ? [] : [playApp]),
  ]
  if (values.both) await Promise.all(plays.map((play) => play()))
  else for (const play of plays) await play()
} finally {
  await target.close()
  rmSync(folder, { recursive: true, force: true })
}

async function playCommandLine(): Promise<void> {
  const database = join(folder, 'command-line.db')
  const cli = [resolve('out/main/cli.js'), 'run', file, '--db', database, '--workers', '1', '--quiet']
  const child = spawn(process.execPath, cli, { stdio: ['ignore', 'ignore', 'inherit'] })
  const memory = watchMemory(child.pid ?? 0, (pid) => (pid === child.pid ? 'headroom run' : 'load worker'))
  const [code] = (await once(child, 'close')) as [number | null]
  memory.stop()
  print('command line', memory, code === 0 ? 'passed' : `ended with ${code ?? 'a signal'}`, database)
}

async function playApp(): Promise<void> {
  const profile = join(folder, 'profile')
  const { app, page } = await startApp(profile)
  await startRun(page, scenarioText(target.url))
  await page.getByTestId('run-state').click()
  const worker = await loadWorkerOf(app)
  const main = app.process().pid ?? 0
  const memory = watchMemory(main, (pid) => (pid === main ? 'main' : pid === worker ? 'load worker' : roleOf(pid)))
  const verdict = page.getByTestId('verdict')
  await verdict.waitFor({ timeout: (minutes + 1) * 60_000 })
  memory.stop()
  const said = await verdict.textContent()
  await app.close()
  print('app', memory, said ?? '', join(profile, 'headroom.db'))
}

/** Electron's own processes, by what it started them for. */
function roleOf(pid: number): string {
  const switches = argumentsOf(pid).join(' ')
  const type = /--type=([\w-]+)/.exec(switches)?.[1] ?? 'other'
  const service = /--utility-sub-type=([\w.]+)/.exec(switches)?.[1]
  return service === undefined ? type : (service.split('.')[0] ?? type)
}

interface Memory {
  /** Per role of a process: bytes of each minute's samples. */
  readonly byRole: ReadonlyMap<string, readonly number[][]>
  stop(): void
}

function watchMemory(root: number, role: (pid: number) => string): Memory {
  const byRole = new Map<string, number[][]>()
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const minute = Math.floor((performance.now() - startedAt) / 60_000)
    const together = new Map<string, number>()
    for (const pid of familyOf(root)) {
      const bytes = residentBytesOf(pid)
      if (bytes !== undefined) together.set(role(pid), (together.get(role(pid)) ?? 0) + bytes)
    }
    for (const [name, bytes] of together) {
      const samples = byRole.get(name) ?? []
      byRole.set(name, samples)
      ;(samples[minute] ??= []).push(bytes)
    }
  }, SAMPLE_MS)
  return { byRole, stop: () => clearInterval(timer) }
}

/** Medians of whole minutes, so that garbage that waits for its collector does not count. */
function print(name: string, { byRole }: Memory, verdict: string, database: string): void {
  process.stdout.write(`${name}: ${verdict}, database ${(statSync(database).size / 1e6).toFixed(1)} MB\n`)
  for (const [role, perMinute] of byRole) {
    const at = (minute: number): string => {
      const samples = perMinute[minute - 1] ?? []
      return samples.length === 0 ? '-' : `${(median(samples) / 2 ** 20).toFixed(1)} MiB`
    }
    process.stdout.write(`  ${role.padEnd(14)} ${SHOWN.map((minute) => `minute ${minute} ${at(minute)}`).join(', ')}\n`)
  }
}

/** Fifty users, about a hundred requests a second. */
function scenarioText(url: string): string {
  return `headroom: 1
name: Soak
target: { baseUrl: '${url}' }
flows:
  main:
    - get: /api/matches?page={{randomInt(1,20)}}
      name: browse
      tags: { operation: READ }
      expect: { status: 200 }
    - think: 300ms..700ms
load:
  main: { executor: constant-vus, flow: main, vus: 50, duration: ${minutes}m }
thresholds:
  'http_req_duration{operation:READ}': ['p(95)<1000']
`
}
