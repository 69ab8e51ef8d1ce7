import { statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreReader } from '../src/core/store/reader.ts'
import { LIBRARY, prepareLibrary } from './generatedRun.ts'

/**
 * The library at its full size: 5,000 runs listed, searched and filtered; a run of 1 hour and one of 24 hours with 20 series of
 * durations opened, all through the reader's thread, as the app asks. `npm run bench:library`
 */
const TIMES = 15
const LIMITS_MS = { list: 100, hour: 300, day: 1000 }

const file = prepareLibrary()
process.stdout.write(
  `${LIBRARY.runs} runs, one of an hour, one of a day: ${(statSync(file).size / 1e6).toFixed(0)} MB\n`,
)
const startedAt = performance.now()
const reader = new StoreReader(join(import.meta.dirname, 'reader.js'), file)
try {
  // The app starts its readers before it opens its window.
  await reader.ask('runsFingerprint')
  process.stdout.write(`the reader has started after ${(performance.now() - startedAt).toFixed(0)} ms\n`)
  const page = { limit: 100, offset: 0 }
  await measure('first page of the list', LIMITS_MS.list, () => reader.ask('listRuns', page))
  await measure('a later page of 500', LIMITS_MS.list, () => reader.ask('listRuns', { limit: 500, offset: 4000 }))
  await measure('list of all at once', LIMITS_MS.list, () => reader.ask('listRuns', { limit: 5000, offset: 0 }))
  await measure('search', LIMITS_MS.list, () => reader.ask('listRuns', { ...page, search: 'checkout' }))
  await measure('search for nothing', LIMITS_MS.list, () =>
    reader.ask('listRuns', { ...page, search: 'nothing of that' }),
  )
  await measure('filters', LIMITS_MS.list, () =>
    reader.ask('listRuns', { ...page, status: 'failed', tag: 'nightly', scenario: 'Scenario 0' }),
  )
  await measure('what can be filtered by', LIMITS_MS.list, () => reader.ask('runFacets'))
  await measure('run of 1 hour', LIMITS_MS.hour, () => reader.ask('readRunPage', 'hour'))
  await measure('run of 24 hours', LIMITS_MS.day, () => reader.ask('readRunPage', 'day'))
} finally {
  await reader.close()
}

async function measure(what: string, limitMs: number, ask: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  for (let turn = 0; turn < TIMES; turn++) {
    const from = performance.now()
    await ask()
    times.push(performance.now() - from)
  }
  const sorted = times.toSorted((one, other) => one - other)
  const [first = 0, median = 0, slowest = 0] = [times[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  if (slowest >= limitMs) process.exitCode = 1
  process.stdout.write(
    `${what}: median ${median.toFixed(0)} ms, first ${first.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms, limit ${limitMs} ms${slowest < limitMs ? '' : ' EXCEEDED'}\n`,
  )
}
