import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FromWorker, ToWorker } from '../core/engine/protocol.ts'
import { WindowMaker } from '../core/runner/testing/windows.ts'
import type { WorkerHost } from '../core/runner/workerHost.ts'
import { openDatabase } from '../core/store/database.ts'
import { readSummary } from '../core/store/queries/runDetail.ts'
import { runStart } from '../core/store/testing/runData.ts'
import { HeadroomError } from '../shared/errors.ts'
import type { Pushes } from '../shared/ipc.ts'
import { type CoordinatorOptions, RunCoordinator } from './runCoordinator.ts'

const TEXT = `headroom: 1
name: Short
target: { baseUrl: 'http://127.0.0.1:4700' }
flows: { look: [ { get: /, name: open } ] }
load: { one: { executor: constant-vus, flow: look, vus: 1, duration: 5m } }
`
const INPUT = { text: TEXT, env: {}, secrets: {} }

/** Workers in memory that deliver one second and end when they are told to. */
function obedientHost(prepared: FromWorker = { type: 'ready' }): WorkerHost {
  const maker = new WindowMaker()
  return {
    spawn: () => {
      let tell: (message: FromWorker) => void = () => {}
      const answers: Partial<Record<ToWorker['type'], () => readonly FromWorker[]>> = {
        prepare: () => [prepared],
        start: () => [maker.window(0, [{ metric: 'http_reqs', tags: { step: 'open' }, values: [1, 1] }])],
        stop: () => [{ type: 'finished' }],
        abort: () => [{ type: 'finished' }],
      }
      return {
        pid: undefined,
        post: ({ type }) => {
          for (const message of answers[type]?.() ?? []) setImmediate(() => tell(message))
        },
        onMessage: (listener) => {
          tell = listener
        },
        onExit: () => {},
        kill: () => {},
      }
    },
  }
}

interface Push {
  name: keyof Pushes
  payload: unknown
}

describe('RunCoordinator', () => {
  let folder: string
  let database: ReturnType<typeof openDatabase>
  let pushed: Push[]
  let busy: boolean[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-coordinator-'))
    database = openDatabase(join(folder, 'headroom.db'))
    pushed = []
    busy = []
  })
  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function coordinator(changes: Partial<CoordinatorOptions> = {}): RunCoordinator {
    return new RunCoordinator({
      database,
      host: obedientHost(),
      machine: runStart('x').machine,
      push: (name, payload) => pushed.push({ name, payload }),
      confirm: async () => {},
      onBusy: (now) => busy.push(now),
      ...changes,
    })
  }

  it('runs, tells, stores, and is free for the next', async () => {
    const runs = coordinator()
    let ended = 0
    const { runId } = await runs.start(
      () => INPUT,
      () => ended++,
    )
    expect(runs.live()).toMatchObject({ name: 'Short', plan: { steps: ['open'] }, tick: { runId, phase: 'running' } })
    await runs.endRun(5000)
    expect(pushed.at(-1)).toMatchObject({ name: 'runFinished', payload: { run: { id: runId, status: 'aborted' } } })
    expect(pushed.some(({ name }) => name === 'liveTick')).toBe(true)
    expect(readSummary(database, runId).metrics['http_reqs']).toMatchObject({ count: 2 })
    expect(runs.live()?.tick.phase).toBe('finished')
    expect({ ended, busy, isRunning: runs.isRunning }).toEqual({ ended: 1, busy: [true, false], isRunning: false })
    await runs.start(() => INPUT)
    await runs.endRun(5000)
  })

  it('makes one run at a time, from the first moment on', async () => {
    const runs = coordinator()
    const first = runs.start(() => INPUT)
    await expect(runs.start(() => INPUT)).rejects.toMatchObject({ code: 'RUN_IN_PROGRESS' })
    await first
    await runs.endRun(5000)
  })

  it.each<[string, Partial<CoordinatorOptions>, string, string]>([
    ['the scenario is not valid', {}, TEXT.replace('vus: 1', 'vus: -1'), 'SCENARIO_INVALID'],
    ['a secret is missing', {}, TEXT.replace('get: /', "get: '/${secret:KEY}'"), 'SCENARIO_INVALID'],
    [
      'the user does not confirm',
      { confirm: () => Promise.reject(new HeadroomError({ code: 'RUN_CANCELLED', message: 'no' })) },
      TEXT,
      'RUN_CANCELLED',
    ],
    [
      'a worker cannot prepare',
      { host: obedientHost({ type: 'failed', error: { code: 'DATA_MISSING', message: 'no file' } }) },
      TEXT,
      'DATA_MISSING',
    ],
  ])('starts nothing when %s, and says why', async (_case, options, text, code) => {
    const runs = coordinator(options)
    let ended = 0
    await expect(
      runs.start(
        () => ({ ...INPUT, text }),
        () => ended++,
      ),
    ).rejects.toMatchObject({ code })
    expect({ ended, isRunning: runs.isRunning, live: runs.live() }).toEqual({ ended: 1, isRunning: false, live: null })
    expect(pushed).toEqual([])
  })

  it('names the line of the first error', async () => {
    const text = TEXT.replace('vus: 1', 'vus: -1')
    await expect(coordinator().start(() => ({ ...INPUT, text }))).rejects.toMatchObject({
      message: expect.stringMatching(/^Line 5: /),
      at: { line: 5 },
    })
  })

  it('ends a run as an error whose results cannot be stored', async () => {
    const runs = coordinator()
    const { runId } = await runs.start(() => INPUT)
    database.exec('DROP TABLE live_points')
    await runs.endRun(5000)
    expect(pushed.at(-1)).toMatchObject({
      name: 'runFinished',
      payload: { run: { id: runId, status: 'error', validity: 'invalid' } },
    })
    expect(runs.isRunning).toBe(false)
  })

  it('knows only the run that it made', () => {
    expect(() => coordinator().stop('other')).toThrow(expect.objectContaining({ code: 'RUN_NOT_LIVE' }))
  })
})
