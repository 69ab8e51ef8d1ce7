import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { root } from '../../scripts/bootstrap/runtimeRecord.mjs'
import type { SampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { call } from '../api.ts'
import { LONG, MANY, storeExtremes } from './extremes.ts'
import { breakerScenario } from './walks.ts'
import { observedShopScenario, shortOfUsersScenario, streamsScenario } from './scenarios.ts'

const SECONDS = 12
const END_MS = 60_000
/** Runs of it are imported: what their figures show does not depend on the machine that takes the pictures. */
export const IMPORTED = 'checkout.jtl'
const IMPORTED_RUNS = 12
const IMPORTED_SECONDS = 120
const HOUR_MS = 3_600_000

/** Whether a profile holds its runs already: making them takes more than a minute. */
export function isSeeded(profile: string): boolean {
  return existsSync(doneFile(profile))
}

/**
 * Makes real runs of every kind in the app: passed ones, a slower one that misses its targets while a dependency goes away, a
 * doubtful one, one of streams and sockets, one of a circuit breaker, the demo, imported ones; and planned runs: one to come, one whose file had gone when it was due.
 */
export async function seed(page: Page, profile: string, target: SampleTarget): Promise<void> {
  const text = observedShopScenario(target.url, SECONDS)
  const first = await call(page, 'startRun', { text })
  await finish(page, first.runId)
  await call(page, 'setBaseline', { scenario: 'Volunteer portal', runIds: [first.runId] })
  await finish(page, (await call(page, 'startRun', { text })).runId)
  target.faults.set({ errorPercent: 6, slowMs: 45 })
  const failing = await call(page, 'startRun', { text })
  await pause(4000)
  target.faults.set({ database: 'away', for: '3s' })
  await finish(page, failing.runId)
  target.faults.set({ errorPercent: 0, slowMs: 0 })
  await finish(page, (await call(page, 'startRun', { text: shortOfUsersScenario(target.url) })).runId)
  await finish(page, (await call(page, 'startRun', { text: streamsScenario(target.url) })).runId)
  const breaker = { text: breakerScenario(), env: { BASE_URL: target.url }, short: true }
  await finish(page, (await call(page, 'startRun', breaker)).runId)
  await finish(page, (await call(page, 'startDemo', undefined)).runId)
  await importRuns(page, profile)
  storeExtremes(profile)
  await call(page, 'setBaseline', { scenario: LONG, runIds: ['long-2'] })
  await call(page, 'setBaseline', { scenario: MANY, runIds: ['night-1', 'night-2'] })
  await writeFile(doneFile(profile), '')
}

/** Results of JMeter, of which the newer half is slower; the older half is their baseline but for one. */
async function importRuns(page: Page, profile: string): Promise<void> {
  const file = join(profile, IMPORTED)
  const ids: string[] = []
  for (let place = 0; place < IMPORTED_RUNS; place++) {
    const startMs = Date.now() - (IMPORTED_RUNS - place) * 20 * HOUR_MS
    await writeFile(file, checkoutResults(startMs, place, place < IMPORTED_RUNS / 2 ? 1 : 1.2))
    const args = ['import', file, '--name', IMPORTED, '--json', '--db', join(profile, 'headroom.db')]
    const said = execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], { encoding: 'utf8' })
    ids.push((JSON.parse(said) as { id: string }).id)
  }
  await call(page, 'setBaseline', { scenario: IMPORTED, runIds: ids.slice(1, IMPORTED_RUNS / 2) })
}

/** Twenty requests a second of two kinds, spread as response times are: none below a least, a few far above. */
function checkoutResults(startMs: number, place: number, factor: number): string {
  const rows = Array.from({ length: IMPORTED_SECONDS * 20 }, (_, index) => {
    const isSlow = index % 4 === 0
    // Anything between 0 and 1 that looks like chance and is the same in every picture.
    const chance = ((index * 7919 + place * 104_729) % 10_007) / 10_007
    const elapsed = Math.round((isSlow ? 140 : 60) * factor * (1 - 0.35 * Math.log(1 - chance)))
    return `${startMs + index * 50},${elapsed},${isSlow ? 'pay' : 'view basket'},200,true,${elapsed - 4},0,8`
  })
  return ['timeStamp,elapsed,label,responseCode,success,Latency,Connect,allThreads', ...rows].join('\n')
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
