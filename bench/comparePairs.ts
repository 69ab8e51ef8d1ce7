import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { RunComparison } from '../src/shared/comparison.ts'
import type { RunSummary } from '../src/shared/summary.ts'

/**
 * Pairs of real runs of 60 s at 100 requests a second, each against a sample target of its own seed: one half against equal
 * targets, one whose second target takes 10 % longer. What the machine adds to each request does not: `--scale 4` makes all latencies four
 * times as long, so that it matters less. Build the product first.
 * `npm run bench:pairs -- [--pairs 20] [--together 10] [--seconds 60] [--seed 1] [--scale 1] [--folder FOLDER]`
 * With a folder the runs are kept: pairs that it has are judged again, not played again.
 */
const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20' },
    together: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
    folder: { type: 'string' },
  },
})
const baseScale = Number(values.scale)
const CLI = resolve('out/main/cli.js')
const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'headroom-pairs-')))
mkdirSync(folder, { recursive: true })
const scenario = join(folder, 'pairs.headroom.yaml')
writeFileSync(
  scenario,
  `headroom: 1
name: pairs
target: { baseUrl: "\${BASE_URL}" }
flows:
  browse:
    - get: /api/matches?page={{randomInt(1,20)}}
      name: browse
load:
  steady: { executor: constant-arrival-rate, flow: browse, rate: 100, duration: ${values.seconds}s, preAllocatedVUs: 50, maxVUs: 50 }
`,
)

interface Planned {
  database: string
  scale: number
  seed: number
}

/** Starts a sample target, runs against it, ends it. */
async function play({ database, scale, seed }: Planned): Promise<{ id: string; validity: string }> {
  const options = ['target', '--port', '0', '--seed', String(seed), '--latency-scale', String(scale)]
  const target = spawn(process.execPath, [CLI, ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await addressOf(target.stdout)
    const text = await headroom(['run', scenario, '--db', database, '--json', '--workers', '1'], { BASE_URL: url })
    const { run } = JSON.parse(text) as RunSummary
    return { id: run.id, validity: run.validity }
  } finally {
    target.kill()
  }
}

async function addressOf(lines: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: lines })) {
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)
    if (found) return found[0]
  }
  throw new Error('The sample target did not say where it listens.')
}

function headroom(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  return new Promise((ended, failed) => {
    child.once('error', failed)
    child.once('close', () => ended(out))
  })
}

interface PlayedPair {
  pair: number
  runs: { id: string; validity: string }[]
}

const isRaised = (pair: number): boolean => pair % 2 === 1
const databaseOf = (pair: number): string => join(folder, `${pair}.db`)
const runsFileOf = (pair: number): string => join(folder, `${pair}.json`)

/** The two runs of a pair, at the same time; their ids are kept beside the database, so that a pair is played once in a folder. */
async function playPair(pair: number): Promise<PlayedPair> {
  if (existsSync(runsFileOf(pair))) return JSON.parse(readFileSync(runsFileOf(pair), 'utf8')) as PlayedPair
  const database = databaseOf(pair)
  rmSync(database, { force: true })
  const seed = Number(values.seed) * 100_000 + 2 * pair
  const runs = await Promise.all([
    play({ database, scale: baseScale, seed }),
    play({ database, scale: isRaised(pair) ? 1.1 * baseScale : baseScale, seed: seed + 1 }),
  ])
  const played = { pair, runs }
  writeFileSync(runsFileOf(pair), JSON.stringify(played))
  return played
}

async function judgePair({ pair, runs }: PlayedPair): Promise<JudgedPair> {
  const [base, run] = runs.map(({ id }) => id)
  const text = await headroom(['compare', String(base), String(run), '--db', databaseOf(pair), '--json'])
  return {
    raised: isRaised(pair),
    comparison: JSON.parse(text) as RunComparison,
    validity: runs.map(({ validity }) => validity),
  }
}

interface JudgedPair {
  raised: boolean
  comparison: RunComparison
  validity: string[]
}

/** Every pair through `step`, `atOnce` of them at a time. */
async function inBatches<In, Out>(all: readonly In[], atOnce: number, step: (one: In) => Promise<Out>): Promise<Out[]> {
  const done: Out[] = []
  for (let from = 0; from < all.length; from += atOnce) {
    done.push(...(await Promise.all(all.slice(from, from + atOnce).map(step))))
    console.log(`  ${done.length} of ${all.length}`)
  }
  return done
}

const pairs = Array.from({ length: Number(values.pairs) }, (_, pair) => pair)
const atOnce = Math.max(1, Math.floor(Number(values.together) / 2))
let found: JudgedPair[] = []
console.log(`${pairs.length} pairs, ${2 * atOnce} runs together, ${values.seconds} s each, seed ${values.seed}`)
try {
  const played = await inBatches(pairs, atOnce, playPair)
  found = await inBatches(played, 2, judgePair)
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true })
}
for (const raised of [false, true]) {
  const of = found.filter((each) => each.raised === raised)
  const p95s = of.map(({ comparison }) =>
    comparison.metrics.find(({ step, metric }) => step === null && metric === 'p95'),
  )
  const different = of.filter(({ comparison }) =>
    comparison.metrics.some(({ verdict }) => verdict === 'slower' || verdict === 'faster'),
  ).length
  const slower = p95s.filter((each) => each?.verdict === 'slower').length
  const wholeSlower = of.filter(({ comparison }) => comparison.verdict === 'slower').length
  const doubtful = of.flatMap(({ validity }) => validity).filter((validity) => validity !== 'valid').length
  const changes = p95s.map((each) => (each?.delta ?? Number.NaN) * 100).toSorted((one, other) => one - other)
  const at = (share: number): string => `${changes[Math.floor(share * (changes.length - 1))]?.toFixed(1)} %`
  console.log(raised ? 'latency raised by 10 %' : 'equal')
  console.log(
    `  of ${of.length} pairs: anything different ${different}, slower ${wholeSlower}, P95 slower ${slower}; runs not valid: ${doubtful}`,
  )
  console.log(`  changes of P95: a quarter below ${at(0.25)}, half below ${at(0.5)}, three quarters below ${at(0.75)}`)
}
