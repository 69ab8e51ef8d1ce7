import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { FromWorker, ToWorker, WindowMessage } from '../src/core/engine/protocol.ts'
import { RunLog } from '../src/core/engine/testing/runLog.ts'
import { COMMON, get, prepareOf, scenarioOf } from '../src/core/engine/testing/scenarios.ts'
import type { Scenario } from '../src/shared/scenario/types.ts'
import type { Load, Measurement } from './contenders.ts'
import { onCore } from './cores.ts'

/** One load worker with all on that a request can cost: phases, two tags, a check, windows each second. */
export async function loadWithWorker(workerFile: string, load: Load): Promise<Measurement> {
  const { windows } = await playWorker(workerFile, load.core, scenarioOfLoad(load))
  return sumOf(windows)
}

/** A load worker in a process of its own, as the product starts it, from preparation to its last message. */
export async function playWorker(workerFile: string, core: number, scenario: Scenario): Promise<RunLog> {
  const log = new RunLog()
  const [command, ...args] = onCore(core, [process.execPath, workerFile])
  const worker = spawn(command, args, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const post = (message: ToWorker): void => void worker.send(message)
  worker.on('message', (content) => {
    const message = content as FromWorker
    if (message.type === 'ready') post({ type: 'start', originUs: Number(process.hrtime.bigint() / 1000n) + 50_000 })
    else if (message.type === 'failed') throw new Error(message.error.message)
    else log.port.post(message)
  })
  post(prepareOf(scenario))
  const [code] = (await once(worker, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the load worker ended with ${code ?? 'a signal'}`)
  return log
}

function scenarioOfLoad({ url, connections, seconds }: Load): Scenario {
  const step = get('/api/items', {
    name: 'items',
    tags: { operation: 'READ', team: 'shop' },
    expect: { status: [[200, 200]] },
  })
  // The first second is warm-up, and the last one is cut short.
  const durationUs = (seconds + 2) * 1e6
  return scenarioOf(url, [step], { executor: { ...COMMON, executor: 'constant-vus', vus: connections, durationUs } })
}

function sumOf(windows: readonly WindowMessage[]): Measurement {
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
