import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { LiveTick } from '../../shared/run.ts'
import { startSampleTarget } from '../sample-target/sampleTarget.ts'
import type { SampleTargetOptions } from '../sample-target/options.ts'
import { parseScenario } from '../../shared/scenario/parse.ts'
import { childProcessHost } from './childProcessHost.ts'
import { machineFacts } from './machineFacts.ts'
import { type RunHandle, type RunOptions, runScenario } from './runScenario.ts'
import { buildProgram } from '../store/testing/folders.ts'
import { MemorySink } from './testing/memorySink.ts'
import type { WorkerHost, WorkerProcess } from './workerHost.ts'

const canPin = taskset()
let worker: Awaited<ReturnType<typeof buildProgram>>
beforeAll(async () => {
  worker = await buildProgram(resolve('src/core/engine/workerEntry.ts'))
}, 60_000)
afterAll(() => worker.remove())

interface RealRun {
  handle: RunHandle
  sink: MemorySink
  ticks: LiveTick[]
  processes: WorkerProcess[]
}

async function realRun(
  load: string,
  options: Partial<RunOptions> & { target?: SampleTargetOptions; think?: string; more?: string } = {},
): Promise<RealRun> {
  const { target: targetOptions = { latencyScale: 0 }, think, more = '', ...runOptions } = options
  const target = await startSampleTarget(targetOptions)
  onTestFinished(() => target.close())
  const text = `headroom: 1
name: Real run
target: { baseUrl: "${target.url}" }
flows:
  main:
    - get: /api/matches?page=1
      name: browse
      expect: { status: 200 }
${think === undefined ? '' : `    - think: ${think}\n`}load:
  main: ${load}
${more}`
  const { scenario, problems } = parseScenario(text)
  if (scenario === undefined) throw new Error(JSON.stringify(problems))
  const processes: WorkerProcess[] = []
  const real = childProcessHost(worker.file)
  const host: WorkerHost = {
    spawn: (index) => {
      const spawned = real.spawn(index)
      processes.push(spawned)
      return spawned
    },
  }
  const sink = new MemorySink()
  const ticks: LiveTick[] = []
  const handle = runScenario({
    scenario,
    scenarioText: text,
    secrets: [],
    data: {},
    host,
    workers: 2,
    sinks: [sink],
    onTick: (tick) => ticks.push(tick),
    machine: machineFacts({ headroom: '0.1.0', undici: '7' }),
    ...runOptions,
  })
  onTestFinished(async () => {
    handle.abort()
    await handle.finished.catch(() => undefined)
  })
  return { handle, sink, ticks, processes }
}

/** Waits until it holds, ten seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 200; waited++) {
    if (holds()) return
    await setTimeout(50)
  }
  throw new Error('It did not happen within ten seconds.')
}

describe('with workers as processes and a real server', () => {
  test('a run from start to verdict, without a missing second', async () => {
    const run = await realRun('{ executor: constant-vus, vus: 6, duration: 4s }', {
      think: '20ms..40ms',
      more: 'thresholds: { http_req_failed: ["rate<0.01"], "http_req_duration{step:browse}": ["p(95)<1000"] }\n',
    })
    const { summary } = await run.handle.finished
    expect(summary.run.status).toBe('passed')
    expect(summary.thresholds.map(({ ok }) => ok)).toEqual([true, true])
    const requests = summary.metrics['http_reqs']
    const durations = summary.metrics['http_req_duration']
    if (requests?.type !== 'counter' || durations?.type !== 'trend') throw new Error('metrics are missing')
    expect(requests.count).toBeGreaterThan(100)
    expect(durations.count).toBe(requests.count)
    expect(summary.metrics['http_req_duration{step:browse}']).toEqual(durations)
    expect(summary.checks).toMatchObject([{ passes: requests.count, fails: 0 }])
    expect(summary.load.peakVUs).toBe(6)
    expect(run.sink.points.slice(0, 4).map(({ second }) => second)).toEqual([0, 1, 2, 3])
    const perSecond = run.sink.points.reduce((sum, { requestRate }) => sum + requestRate, 0)
    expect(perSecond).toBe(requests.count)
  })

  test('kill -9 of a worker is reported within a second; the run goes on', async () => {
    const run = await realRun('{ executor: constant-vus, vus: 4, duration: 5s }', { think: '20ms..40ms' })
    await until(() => run.sink.windows.length >= 1)
    const killedAt = performance.now()
    process.kill(run.processes[1]?.pid ?? 0, 'SIGKILL')
    await until(() => run.sink.events.some(({ kind }) => kind === 'worker'))
    expect(performance.now() - killedAt).toBeLessThan(1000)
    expect(run.sink.events.find(({ kind }) => kind === 'worker')?.text).toMatch(/^Load worker 2 is lost: .*SIGKILL/)
    const { summary } = await run.handle.finished
    expect(summary.run).toMatchObject({ status: 'passed', validity: 'invalid' })
    expect(run.sink.points.at(-2)?.vus).toBe(2)
  })

  test('stop ends it gracefully with its results; no process is left', async () => {
    const run = await realRun('{ executor: constant-vus, vus: 4, duration: 60s }', { think: '20ms..40ms' })
    await until(() => run.sink.windows.length >= 1)
    run.handle.stop()
    const { summary } = await run.handle.finished
    expect(summary.run).toMatchObject({
      status: 'aborted',
      reasons: expect.arrayContaining([{ about: 'end', text: 'Stopped by the user.' }]),
    })
    expect(summary.run.durationMs).toBeLessThan(5000)
    await until(() => run.processes.every(({ pid }) => !isRunning(pid ?? 0)))
  })

  test.skipIf(!canPin)('a generator that is starved by others on its core is marked invalid', async () => {
    const run = await realRun('{ executor: constant-vus, vus: 20, duration: 6s }', { workers: 1 })
    const burners = Array.from({ length: 4 }, () => spawn('taskset', ['-c', '0', process.execPath, '-e', 'for (;;);']))
    onTestFinished(() => {
      for (const burner of burners) burner.kill('SIGKILL')
    })
    execFileSync('taskset', ['-a', '-p', '-c', '0', String(run.processes[0]?.pid)])
    const { summary } = await run.handle.finished
    expect(summary.run.validity).toBe('invalid')
    expect(run.sink.finished?.validity).toBe('invalid')
    expect(run.sink.events.findLast(({ kind }) => kind === 'validity')?.text).toMatch(/invalid/)
  })

  test('workers do not outlive a parent that is killed', async () => {
    const forking = `const { fork } = require('node:child_process')
      console.log(fork(${JSON.stringify(worker.file)}, { serialization: 'advanced' }).pid)`
    const parent = spawn(process.execPath, ['-e', forking], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => {
      parent.kill('SIGKILL')
    })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    expect(isRunning(pid)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !isRunning(pid))
  })

  test('a worker that cannot start says why', async () => {
    const run = await realRun('{ executor: constant-vus, vus: 1, duration: 5s }', {
      host: childProcessHost('/nowhere/loadWorker.mjs'),
    })
    await expect(run.handle.finished).rejects.toMatchObject({ code: 'WORKER_FAILED' })
    expect(run.sink.calls).toEqual([])
  })
})

/** Only Linux lets a test put processes on one core. */
function taskset(): boolean {
  try {
    execFileSync('taskset', ['--version'])
    return true
  } catch {
    return false
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
