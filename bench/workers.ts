import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measurement } from './contenders.ts'
import { startNginx } from './nginx.ts'
import { median } from './rounds.ts'
import { costOfWindows, playWorkers, scenarioOfLoad } from './workerLoad.ts'

/**
 * Two load workers on two cores against one, in turns. On a machine of two cores a server has to share them, so two things are
 * measured: without sockets, where workers have the cores alone, requests in the same time; with sockets against nginx on the
 * second core, requests per CPU-second of the workers. `npm run bench:workers -- [--rounds 5] [--seconds 4]`
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' } },
})
const CONNECTIONS = 50
const LEAST = 1.8
const seconds = Number(values.seconds)
const here = import.meta.dirname

interface Round {
  readonly perSecond: number
  readonly perCpuSecond: number
}

const nginx = await startNginx(1)
const taken = new Map<string, { one: Round[]; two: Round[] }>()
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    await compare('without sockets', 'instantWorker.js', 'http://instant.test')
    await compare('nginx', 'loadWorker.js', nginx.url)
  }
} finally {
  nginx.stop()
}

for (const [name, { one, two }] of taken) {
  for (const unit of ['perSecond', 'perCpuSecond'] as const) {
    const [single, double] = [one, two].map((rounds) => median(rounds.map((each) => each[unit])))
    const ratio = (double ?? NaN) / (single ?? NaN)
    const spread = one.map((each, index) => ((two[index]?.[unit] ?? NaN) / each[unit]).toFixed(2)).toSorted()
    process.stdout.write(
      `${name.padEnd(15)} ${unit === 'perSecond' ? 'requests per second    ' : 'requests per CPU-second'} ` +
        `one worker ${Math.round(single ?? NaN)}, two ${Math.round(double ?? NaN)}: ${ratio.toFixed(2)} times (${spread.join(' ')})\n`,
    )
  }
}
const alone = taken.get('without sockets')
const scaling = median((alone?.two ?? []).map(rate)) / median((alone?.one ?? []).map(rate))
process.exitCode = scaling >= LEAST ? 0 : 1

async function compare(name: string, worker: string, url: string): Promise<void> {
  const rounds = taken.get(name) ?? { one: [], two: [] }
  rounds.one.push(await play(worker, url, [0]))
  rounds.two.push(await play(worker, url, [0, 1]))
  taken.set(name, rounds)
}

async function play(worker: string, url: string, cores: readonly number[]): Promise<Round> {
  // Each worker has as many users as the one: twice the workers are meant to make twice the load.
  const scenario = scenarioOfLoad({ url, connections: CONNECTIONS * cores.length, seconds })
  const logs = await playWorkers(join(here, worker), cores, scenario)
  const costs = logs.map(({ windows }) => costOfWindows(windows))
  const sum = (part: (cost: Measurement) => number): number => costs.reduce((total, cost) => total + part(cost), 0)
  if (sum(({ failed }) => failed) > 0) throw new Error(`${sum(({ failed }) => failed)} requests failed`)
  const requests = sum((cost) => cost.requests)
  const counted = logs[0]?.windows.slice(1, -2).length ?? NaN
  return { perSecond: requests / counted, perCpuSecond: requests / sum(({ cpuSeconds }) => cpuSeconds) }
}

function rate({ perSecond }: Round): number {
  return perSecond
}
