import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { SampleTarget } from '../../src/core/sample-target/sampleTarget.ts'
import { call } from '../api.ts'
import { shopScenario, shortOfUsersScenario } from './scenarios.ts'

const SECONDS = 12
const END_MS = 60_000

/** Whether a profile holds its runs already: making them takes more than a minute. */
export function isSeeded(profile: string): boolean {
  return existsSync(doneFile(profile))
}

/** Makes real runs of every kind in the app: passed ones, a slower one that misses its targets, a doubtful one, the demo. */
export async function seed(page: Page, profile: string, target: SampleTarget): Promise<void> {
  const text = shopScenario(target.url, SECONDS)
  await finish(page, (await call(page, 'startRun', { text })).runId)
  await finish(page, (await call(page, 'startRun', { text })).runId)
  target.faults.set({ errorPercent: 6, slowMs: 45 })
  await finish(page, (await call(page, 'startRun', { text })).runId)
  target.faults.set({ errorPercent: 0, slowMs: 0 })
  await finish(page, (await call(page, 'startRun', { text: shortOfUsersScenario(target.url) })).runId)
  await finish(page, (await call(page, 'startDemo', undefined)).runId)
  await writeFile(doneFile(profile), '')
}

async function finish(page: Page, runId: string): Promise<void> {
  const until = Date.now() + END_MS
  while (Date.now() < until) {
    const { runs } = await call(page, 'listRuns', { limit: 1, offset: 0 })
    const live = await call(page, 'liveRun', undefined)
    if (runs[0]?.id === runId && runs[0].status !== 'running' && live?.tick.phase === 'finished') return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`The run ${runId} did not end.`)
}

function doneFile(profile: string): string {
  return join(profile, 'seeded')
}
