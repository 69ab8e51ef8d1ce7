import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from './database.ts'
import { closeInterruptedIfPossible, closeInterruptedRuns } from './interruptedRuns.ts'
import { listRuns } from './queries/listRuns.ts'
import { readRun } from './queries/runDetail.ts'
import { RunWriter } from './runWriter.ts'
import { buildProgram, temporaryFolder } from './testing/folders.ts'
import { livePoint, runFinish, runStart } from './testing/runData.ts'

let program: Awaited<ReturnType<typeof buildProgram>>
beforeAll(async () => {
  program = await buildProgram(join(import.meta.dirname, 'testing', 'endlessWriter.ts'))
})
afterAll(() => program.remove())

/** Starts a process that writes that run, and waits until it has come to that second. */
async function writingProcess(
  file: string,
  runId: string,
  second: number,
): Promise<{ child: ChildProcess; told: () => number }> {
  const child = fork(program.file, [file, runId])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let told = -1
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      told = Number(message)
      if (told >= second) resolve()
    })
    child.once('exit', (code) => reject(new Error(`The writer ended early with ${code}.`)))
  })
  return { child, told: () => told }
}

describe('a run whose process was killed', () => {
  it('waits until the database can be written, and can be read until then', async () => {
    const file = join(temporaryFolder(), 'headroom.db')
    const { child } = await writingProcess(file, 'killed', 3)
    child.kill('SIGKILL')
    await once(child, 'exit')

    const database = openDatabase(file)
    const other = openDatabase(file)
    onTestFinished(() => {
      other.close()
      database.close()
    })
    database.pragma('busy_timeout = 0')
    other.exec('BEGIN IMMEDIATE')
    expect(() => closeInterruptedRuns(database)).toThrow(/locked/)
    expect(closeInterruptedIfPossible(database)).toEqual([])
    expect(listRuns(database, { limit: 1, offset: 0 }).runs).toMatchObject([{ id: 'killed', status: 'running' }])

    other.exec('COMMIT')
    expect(closeInterruptedIfPossible(database)).toEqual(['killed'])
    expect(readRun(database, 'killed').summary.run.status).toBe('interrupted')
  })

  it('loses at most the second under way and is closed with what it had', async () => {
    const file = join(temporaryFolder(), 'headroom.db')
    const { child, told } = await writingProcess(file, 'killed', 25)
    child.kill('SIGKILL')
    await once(child, 'exit')

    const database = openDatabase(file)
    onTestFinished(() => {
      database.close()
    })
    expect(closeInterruptedRuns(database)).toEqual(['killed'])
    expect(closeInterruptedRuns(database)).toEqual([])

    const { summary, points } = readRun(database, 'killed')
    const seconds = points.length
    expect(seconds).toBeGreaterThanOrEqual(told())
    expect(points.map(({ second }) => second)).toEqual(Array.from({ length: seconds }, (_, index) => index))
    expect(summary.run).toMatchObject({ status: 'interrupted', validity: 'doubtful', durationMs: seconds * 1000 })
    expect(summary.run.reasons).toMatchObject([{ about: 'end' }])
    expect(summary.metrics['http_reqs']).toMatchObject({ count: seconds * 2 })
    expect(summary.metrics['http_req_duration']).toMatchObject({ count: seconds * 2, min: 5, max: 10, avg: 7.5 })
    // Seconds after the last roll-up carry no histogram of the phases.
    expect(summary.metrics['http_req_waiting']).toMatchObject({ count: Math.floor(seconds / 10) * 10, med: 4 })
    expect(listRuns(database, { limit: 1, offset: 0 }).runs[0]).toMatchObject({ requests: seconds * 2, p95Us: 10_000 })
  })

  it('is left alone while its process lives', async () => {
    const file = join(temporaryFolder(), 'headroom.db')
    await writingProcess(file, 'alive', 3)
    const database = openDatabase(file)
    expect(closeInterruptedRuns(database)).toEqual([])
    // Its numbers can be read while it goes on.
    const { summary } = readRun(database, 'alive')
    expect(summary.run.status).toBe('running')
    expect(
      summary.metrics['http_reqs']?.type === 'counter' && summary.metrics['http_reqs'].count,
    ).toBeGreaterThanOrEqual(6)
    database.close()
  })
})

describe('a process that was silent', () => {
  it('loses its run after a minute and takes it back when it was only asleep', () => {
    const database = openDatabase(join(temporaryFolder(), 'headroom.db'))
    let nowMs = 1000
    const turn: (() => void)[] = []
    const writer = new RunWriter(
      database,
      (write) => turn.push(write),
      () => nowMs,
    )
    writer.begin(runStart('slept'))
    expect(closeInterruptedRuns(database, nowMs + 60_000)).toEqual([])
    expect(closeInterruptedRuns(database, nowMs + 60_001)).toEqual(['slept'])
    const status = (): string | undefined => listRuns(database, { limit: 1, offset: 0 }).runs[0]?.status
    expect(status()).toBe('interrupted')
    nowMs += 70_000
    writer.live(livePoint(0))
    turn[0]?.()
    expect(status()).toBe('running')
    writer.finish(runFinish())
    expect(status()).toBe('passed')
    database.close()
  })
})
