import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FromWorker, ToWorker, WindowMessage } from '../src/core/engine/protocol.ts'
import { RunLog } from '../src/core/engine/testing/runLog.ts'
import { COMMON, get, prepareOf, scenarioOf } from '../src/core/engine/testing/scenarios.ts'
import type { Scenario } from '../src/shared/scenario/types.ts'
import type { Load, Measurement } from './contenders.ts'
import { onCore } from './cores.ts'

const LEAD_US = 50_000

/** One load worker with all on that a request can cost: phases, two tags, a check, windows each second. */
export async function loadWithWorker(workerFile: string, load: Load): Promise<Measurement> {
  return costOfWindows((await playWorker(workerFile, load.core, scenarioOfLoad(load))).windows)
}

/** A load worker in a process of its own, as the product starts it, from preparation to its last message. */
export async function playWorker(workerFile: string, core: number, scenario: Scenario): Promise<RunLog> {
  const [log] = await playWorkers(workerFile, [core], scenario)
  if (log === undefined) throw new Error('no worker was started')
  return log
}

/** As many load workers as there are cores named, which share the load and begin at one instant. @returns their logs */
export async function playWorkers(workerFile: string, cores: readonly number[], scenario: Scenario): Promise<RunLog[]> {
  const workers: ChildProcess[] = []
  const logs = cores.map(() => new RunLog())
  const post = (worker: ChildProcess | undefined, message: ToWorker): void => void worker?.send(message)
  let ready = 0
  for (const [index, core] of cores.entries()) {
    const [command, ...args] = onCore(core, [process.execPath, workerFile])
    const worker = spawn(command, args, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    workers.push(worker)
    worker.on('message', (content) => {
      const message = content as FromWorker
      if (message.type === 'failed') throw new Error(message.error.message)
      if (message.type !== 'ready') {
        logs[index]?.port.post(message)
        return
      }
      if (++ready < cores.length) return
      const originUs = Number(process.hrtime.bigint() / 1000n) + LEAD_US
      for (const each of workers) post(each, { type: 'start', originUs })
    })
    post(worker, prepareOf(scenario, { segment: { index, count: cores.length } }))
  }
  const codes = await Promise.all(workers.map(async (worker) => ((await once(worker, 'close')) as [number | null])[0]))
  const failed = codes.find((code) => code !== 0)
  if (failed !== undefined) throw new Error(`a load worker ended with ${failed ?? 'a signal'}`)
  return logs
}

/** Users without pause, for so long that the seconds that count are full ones. */
export function scenarioOfLoad({ url, connections, seconds }: Omit<Load, 'core'>): Scenario {
  const step = get('/api/items', {
    name: 'items',
    tags: { operation: 'READ', team: 'shop' },
    expect: { status: [[200, 200]] },
  })
  // The first second is warm-up, and the last one is cut short.
  const durationUs = (seconds + 2) * 1e6
  return scenarioOf(url, [step], { executor: { ...COMMON, executor: 'constant-vus', vus: connections, durationUs } })
}

/** Without the first second and the last two. */
export function costOfWindows(windows: readonly WindowMessage[]): Measurement {
  const metrics = new Map(windows.flatMap(({ series }) => series.map(({ id, metric }) => [id, metric] as const)))
  const sums = { http_reqs: 0, http_req_failed: 0 }
  let cpuSeconds = 0
  for (const window of windows.slice(1, -2)) {
    cpuSeconds += window.self.cpuShare
    window.ids.forEach((id, index) => {
      const metric = metrics.get(id)
      // Four numbers per series; the second is the sum.
      if (metric === 'http_reqs' || metric === 'http_req_failed') sums[metric] += window.stats[index * 4 + 1] ?? 0
    })
  }
  return { requests: sums.http_reqs, failed: sums.http_req_failed, cpuSeconds }
}
