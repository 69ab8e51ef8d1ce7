import { parseArgs } from 'node:util'
import { CONTENDERS } from './contenders.ts'
import type { Load, Measurement } from './contenders.ts'
import { startNginx } from './nginx.ts'

/**
 * Requests per CPU-second of the HTTP clients and of a whole load worker beside wrk: keep-alive, a small JSON answer, the client on
 * one core and nginx on another, in turns, because machines have moods. `npm run bench:client -- [--short] [--only NAME]`
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    connections: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
  },
})
const rounds = values.short ? 1 : Number(values.rounds)
const seconds = values.short ? 2 : Number(values.seconds)
const contenders = CONTENDERS.filter(({ name }) => values.only?.includes(name) ?? true)

const server = await startNginx(1)
const load: Load = { url: server.url, connections: Number(values.connections), seconds, core: 0 }
const taken = new Map<string, Measurement[]>(contenders.map(({ name }) => [name, []]))
try {
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const { name } = contender
      const measurement = await contender.measure(load)
      if (measurement.failed > 0) throw new Error(`${name}: ${measurement.failed} requests failed`)
      taken.get(name)?.push(measurement)
    }
  }
} finally {
  server.stop()
}

const rates = [...taken].map(([name, all]) => ({ name, rate: median(all.map(perCpuSecond)), all }))
const base = rates[0]?.rate ?? 1
for (const { name, rate, all } of rates) {
  const spread = all.map((each) => Math.round(perCpuSecond(each))).toSorted((a, b) => a - b)
  process.stdout.write(
    `${name.padEnd(14)} ${Math.round(rate)} requests per CPU-second, ${(1e5 / rate).toFixed(2)} CPU-seconds per 100,000, ` +
      `${(rate / base).toFixed(2)} of ${rates[0]?.name} (${spread.join(' ')})\n`,
  )
}

function perCpuSecond({ requests, cpuSeconds }: Measurement): number {
  return requests / cpuSeconds
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
