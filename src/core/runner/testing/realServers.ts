import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { accepts, freePort } from '../../engine/testing/ports.ts'

/** A server for tests that was started on a free port, with its data in a temporary folder. */
export interface RealServer {
  url: string
  port: number
  close(): Promise<void>
}

/** Where Debian puts PostgreSQL, the newest first; undefined when it is not there. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  return readdirSync(root)
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')))
}

export function redisBinary(): string | undefined {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((file) => existsSync(file))
}

/** Says so where somebody reads it: a skipped test looks like a passed one. */
export function noticeMissing(what: string): void {
  process.stderr.write(`NOTICE: ${what} is not installed; the tests that need it are skipped.\n`)
}

/** With pg_stat_statements. PostgreSQL refuses to run as root: then setpriv becomes it, as the user `postgres`, so that a signal reaches it. */
export async function startPostgres(binaries: string): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-postgres-'))
  const data = join(folder, 'data')
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
    chownSync(folder, id('-u'), id('-g'))
  }
  const as = (program: string, ...rest: string[]): [string, string[]] =>
    isRoot ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...rest]] : [program, rest]
  const [initdb, initArguments] = as(join(binaries, 'initdb'), '-D', data, '-U', 'tester', '-A', 'trust', '--no-sync')
  execFileSync(initdb, initArguments, { stdio: 'pipe', cwd: folder })
  const port = await freePort()
  const listen = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder]
  const settings = ['shared_preload_libraries=pg_stat_statements', 'fsync=off', 'max_connections=20']
  const [program, rest] = as(join(binaries, 'postgres'), ...listen, ...settings.flatMap((one) => ['-c', one]))
  const server = spawn(program, rest, { stdio: 'ignore', cwd: folder })
  await accepting(port, server)
  return { url: `postgres://tester@127.0.0.1:${port}/postgres`, port, close: () => end(server, folder, 'SIGINT') }
}

export async function startRedis(binary: string): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-redis-'))
  const port = await freePort()
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const server = spawn(binary, options, { stdio: 'ignore' })
  await accepting(port, server)
  return { url: `redis://127.0.0.1:${port}`, port, close: () => end(server, folder, 'SIGTERM') }
}

async function end(server: ChildProcess, folder: string, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode === null) {
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await Promise.race([gone, setTimeout(5000)])
    if (server.exitCode === null) server.kill('SIGKILL')
  }
  rmSync(folder, { recursive: true, force: true })
}

async function accepting(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 150; attempt++) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`)
    if (await accepts(port)) return
    await setTimeout(100)
  }
  throw new Error('The server did not accept connections within 15 s.')
}
