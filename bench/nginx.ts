import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accepts, freePort } from '../src/core/engine/testing/ports.ts'
import { onCore } from './cores.ts'

export interface BenchServer {
  readonly url: string
  stop(): void
}

/** nginx on a core of its own, answering 50 bytes of JSON from memory: the cheapest real server to measure clients with. */
export async function startNginx(core: number): Promise<BenchServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, port))
  const [command, ...args] = onCore(core, ['nginx', '-c', file, '-p', folder])
  const nginx = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const stop = (): void => {
    nginx.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; attempt < 50; attempt++) {
    if (nginx.exitCode !== null) break
    if (await accepts(port)) return { url: `http://127.0.0.1:${port}`, stop }
    await sleep(100)
  }
  stop()
  throw new Error('nginx did not start: is nginx-light installed, and taskset?')
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  return `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 20000; }
http { access_log off; ${temporary} keepalive_requests 100000000; keepalive_timeout 300;
  server { listen 127.0.0.1:${port} backlog=16384;
    location / { default_type application/json; return 200 '{"ok":true,"items":[{"id":1,"name":"abcdefghijk"}]}'; } } }
`
}
