import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, it } from 'vitest'
import { playRealRun } from './testing/realRun.ts'
import { COMMON, get, prepareOf, scenarioOf } from './testing/scenarios.ts'
import { TestServers } from './testing/servers.ts'

/** A leak of one object per request would be several times this. */
const MOST_GROWTH_BYTES = 2e6

const servers = new TestServers()
afterEach(() => servers.closeAll())

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes in use after a collection, array buffers included. */
function memoryInUse(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function load(url: string, seconds: number): Promise<number> {
  const executor = { ...COMMON, executor: 'constant-vus', vus: 40, durationUs: seconds * 1e6 } as const
  const target = { baseUrl: url, headers: {}, timeoutUs: 20e3 }
  const log = await playRealRun(prepareOf(scenarioOf(url, [get('/')], { executor, target })))
  return log.total('http_req_failed', {}).sum
}

it.each([
  ['refuses connections', () => servers.closedPort()],
  ['never answers', () => servers.tcp((socket) => socket.resume())],
  ['resets connections', () => servers.tcp((socket) => socket.resetAndDestroy())],
])('a target that %s does not make memory grow with its failures', async (_what, start) => {
  const url = await start()
  await load(url, 2)
  const before = memoryInUse()
  const failed = await load(url, 4)
  expect(failed).toBeGreaterThan(2000)
  expect(memoryInUse() - before).toBeLessThan(MOST_GROWTH_BYTES)
})
