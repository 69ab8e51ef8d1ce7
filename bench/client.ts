import { parseArgs } from 'node:util'
import { CONTENDERS } from './contenders.ts'
import type { Load, Measurement } from './contenders.ts'
import { startNginx } from './nginx.ts'
import { printCosts } from './rounds.ts'

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

printCosts(taken)
