import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onCore } from './cores.ts'
import { loadWithWorker } from './workerLoad.ts'

export interface Measurement {
  readonly requests: number
  readonly failed: number
  readonly cpuSeconds: number
}

export interface Load {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** The core of the client. */
  readonly core: number
}

export interface Contender {
  readonly name: string
  measure(load: Load): Promise<Measurement>
}

const here = import.meta.dirname
const AUTOCANNON = '9.0.0'

/** From the cheapest client that there is to all of a load worker: phases, tags, a check and a window each second. */
export const CONTENDERS: readonly Contender[] = [
  { name: 'wrk', measure: measureWrk },
  { name: 'autocannon', measure: measureAutocannon },
  { name: 'plain client', measure: (load) => measureClient('plain', load) },
  { name: 'undici client', measure: (load) => measureClient('undici', load) },
  { name: 'load worker', measure: (load) => loadWithWorker(join(here, 'loadWorker.js'), load) },
]

async function measureClient(name: string, { url, connections, seconds, core }: Load): Promise<Measurement> {
  const script = join(here, 'clientLoad.js')
  const node = [process.execPath, script, name, url, String(connections), String(seconds)]
  return JSON.parse(await output(onCore(core, node))) as Measurement
}

/** No dependency of the product: installed where temporary files are, once. */
async function measureAutocannon({ url, connections, seconds, core }: Load): Promise<Measurement> {
  const folder = join(tmpdir(), `headroom-bench-autocannon-${AUTOCANNON}`)
  if (!existsSync(join(folder, 'node_modules', 'autocannon'))) {
    mkdirSync(folder, { recursive: true })
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--silent']
    await output(['npm', 'install', '--prefix', folder, ...flags, `autocannon@${AUTOCANNON}`])
  }
  const script = join(here, 'autocannonLoad.js')
  const node = [process.execPath, script, folder, url, String(connections), String(seconds)]
  return JSON.parse(await output(onCore(core, node))) as Measurement
}

/** The shell's `times` tells what its child cost; wrk has no start-up worth taking off. */
export async function measureWrk({ url, connections, seconds, core }: Load): Promise<Measurement> {
  const wrk = onCore(core, ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, `${url}/api/items`]).join(' ')
  const text = await output(['sh', '-c', `${wrk}; times`])
  const requests = /(\d+) requests in/.exec(text)?.[1]
  const children = text.trimEnd().split('\n').at(-1) ?? ''
  const times = [...children.matchAll(/(\d+)m([\d.]+)s/g)]
  const cpuSeconds = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0)
  if (requests === undefined || cpuSeconds === 0) throw new Error(`wrk said:\n${text}`)
  return { requests: Number(requests), failed: Number(/Non-2xx.*: (\d+)/.exec(text)?.[1] ?? 0), cpuSeconds }
}

async function output([command, ...args]: [string, ...string[]]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
  await once(child, 'close')
  return text
}
