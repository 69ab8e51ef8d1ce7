import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { Load, Measurement } from './contenders.ts'
import { moveToCore, onCore } from './cores.ts'
import { childrenOf, cpuSecondsOf, familyOf } from './processes.ts'
import { loadWorkerOf, startApp, startRun } from './startedApp.ts'
import { storedCost } from './storedCost.ts'

/** Users open their connections, both ends compile what they run often. */
const WARM_UP_SECONDS = 3

/** The whole product under load: what coordinates and draws has the server's core, the load worker the other alone. */
export interface ProductLoad extends Load {
  /** Folder for this run's files. */
  readonly folder: string
}

export interface ProductMeasurement extends Measurement {
  /** CPU time per second of all its processes but the load worker: they share the server's core. */
  readonly restShare: number
}

/** A run by `headroom run`. @param runtime the executable that runs it, Node or an Electron that is told to be Node */
export async function loadWithCommandLine(load: ProductLoad, runtime: string): Promise<ProductMeasurement> {
  const database = join(load.folder, 'headroom.db')
  const file = join(load.folder, 'load.headroom.yaml')
  writeFileSync(file, scenarioText(load))
  const cli = [runtime, resolve('out/main/cli.js'), 'run', file, '--db', database, '--workers', '1', '--quiet']
  const [command, ...args] = onCore(serverCore(load), cli)
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  const ended = once(child, 'close') as Promise<[number | null]>
  const pid = child.pid ?? 0
  const worker = await until(() => childrenOf(pid)[0])
  moveToCore(load.core, worker)
  const rest = restShare(pid, worker, load.seconds)
  const [code] = await ended
  if (code !== 0) throw new Error(`headroom run ended with ${code ?? 'a signal'}`)
  return { ...storedCost(database, WARM_UP_SECONDS), restShare: await rest }
}

/** A run in the app: the window shows the Live screen and its charts grow. */
export async function loadWithApp(load: ProductLoad): Promise<ProductMeasurement> {
  const { app, page } = await startApp(load.folder)
  let rest = NaN
  try {
    const pid = app.process().pid ?? 0
    for (const each of familyOf(pid)) moveToCore(serverCore(load), each)
    await startRun(page, scenarioText(load))
    const worker = await until(() => loadWorkerOf(app))
    moveToCore(load.core, worker)
    await page.getByTestId('run-state').click()
    rest = await restShare(pid, worker, load.seconds)
    await checkCharts(page, load.seconds)
  } finally {
    await app.close()
  }
  return { ...storedCost(join(load.folder, 'headroom.db'), WARM_UP_SECONDS), restShare: rest }
}

/** Waits for the verdict. @throws Error when the charts did not follow the run */
async function checkCharts(page: Page, seconds: number): Promise<void> {
  const rows = async (): Promise<number> =>
    Number(await page.getByTestId('chart-latency-table').getAttribute('data-rows'))
  const early = await rows()
  await page.getByTestId('verdict').waitFor({ timeout: (seconds + 30) * 1000 })
  if (early < seconds / 2 || (await rows()) < seconds) throw new Error('the charts were not live')
}

/** Over the seconds that count. */
async function restShare(root: number, worker: number, seconds: number): Promise<number> {
  const restOf = (): number => familyOf(root).reduce((sum, pid) => sum + (pid === worker ? 0 : cpuSecondsOf(pid)), 0)
  await sleep(WARM_UP_SECONDS * 1000)
  const before = restOf()
  await sleep((seconds - 1) * 1000)
  return (restOf() - before) / (seconds - 1)
}

function serverCore({ core }: Load): number {
  return core === 0 ? 1 : 0
}

function scenarioText({ url, connections, seconds }: Load): string {
  return `headroom: 1
name: Cost of a request
target: { baseUrl: '${url}' }
flows:
  main:
    - get: /api/items
      name: items
      tags: { operation: READ, team: shop }
      expect: { status: 200 }
load:
  main: { executor: constant-vus, flow: main, vus: ${connections}, duration: ${seconds + WARM_UP_SECONDS + 2}s }
thresholds:
  http_req_failed: ['rate<0.01']
  'http_req_duration{operation:READ}': ['p(95)<1000']
`
}

async function until<Value>(look: () => Value | undefined | Promise<Value | undefined>): Promise<Value> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(100)
  }
  throw new Error('no load worker was started within 10 s')
}
