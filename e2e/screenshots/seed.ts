import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { SampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { call } from '../api.ts'
import { observedShopScenario, shortOfUsersScenario, streamsScenario } from './scenarios.ts'

const SECONDS = 12
const END_MS = 60_000

/** Whether a profile holds its runs already: making them takes more than a minute. */
export function isSeeded(profile: string): boolean {
  return existsSync(doneFile(profile))
}

/**
 * Makes real runs of every kind in the app: passed ones, a slower one that misses its targets while a dependency goes away, a
 * doubtful one, one of streams and sockets, the demo; and planned runs: one to come, one whose file had gone when it was due.
 */
export async function seed(page: Page, profile: string, target: SampleTarget): Promise<void> {
  const text = observedShopScenario(target.url, SECONDS)
  await finish(page, (await call(page, 'startRun', { text })).runId)
  await finish(page, (await call(page, 'startRun', { text })).runId)
  target.faults.set({ errorPercent: 6, slowMs: 45 })
  const failing = await call(page, 'startRun', { text })
  await pause(4000)
  target.faults.set({ database: 'away', for: '3s' })
  await finish(page, failing.runId)
  target.faults.set({ errorPercent: 0, slowMs: 0 })
  await finish(page, (await call(page, 'startRun', { text: shortOfUsersScenario(target.url) })).runId)
  await finish(page, (await call(page, 'startRun', { text: streamsScenario(target.url) })).runId)
  await finish(page, (await call(page, 'startDemo', undefined)).runId)
  await writeFile(doneFile(profile), '')
}

/** Plans runs of a file that is opened as a user does: one to come, and one whose file has gone when it is due. */
export async function planRuns(app: ElectronApplication, page: Page, profile: string): Promise<void> {
  if ((await call(page, 'listSchedules', undefined)).length > 0) return
  const timeZone = 'Europe/Berlin'
  const nightly = await openedFile(app, page, join(profile, 'portal.headroom.yaml'))
  await call(page, 'addSchedule', { file: nightly, cron: '0 22 * * 1-5', timeZone })
  const gone = await openedFile(app, page, join(profile, 'gone.headroom.yaml'))
  const at = new Date(Date.now() + 3000).toISOString().replace(/\.\d+/, '')
  await call(page, 'addSchedule', { file: gone, at, timeZone })
  await rm(gone)
  await pause(4000)
}

async function openedFile(app: ElectronApplication, page: Page, file: string): Promise<string> {
  await writeFile(file, observedShopScenario('http://127.0.0.1:4700', SECONDS))
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await call(page, 'openScenario', undefined)
  return file
}

async function finish(page: Page, runId: string): Promise<void> {
  const until = Date.now() + END_MS
  while (Date.now() < until) {
    const { runs } = await call(page, 'listRuns', { limit: 1, offset: 0 })
    const live = await call(page, 'liveRun', undefined)
    if (runs[0]?.id === runId && runs[0].status !== 'running' && live?.tick.phase === 'finished') return
    await pause(200)
  }
  throw new Error(`The run ${runId} did not end.`)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function doneFile(profile: string): string {
  return join(profile, 'seeded')
}
