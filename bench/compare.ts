import { type Profile, type Simulation, compareSimulated } from '../src/core/analysis/compare/testing/simulatedRuns.ts'
import { bestPower } from './comparePower.ts'

// How often comparisons err: pairs of simulated runs of 60 s at 100 requests a second. `npm run bench:compare -- SEED PAIRS`
const [firstSeed = 1, pairs = 200] = process.argv.slice(2).map(Number)
let seed = firstSeed * 1_000_000

/** The sample target's reads and writes, and a tail in whose sparse middle the P95 lies. */
const PROFILES: readonly Profile[] = [
  { sigma: 0.35, slowShare: 0.02, slowFactor: 6 },
  { sigma: 0.45, slowShare: 0.02, slowFactor: 6 },
  { sigma: 0.5, slowShare: 0.08, slowFactor: 4 },
]
const WANDERS = [0.3, 0.5, 0.7, 0.85].map((correlation) => ({ correlation, spread: 0.1 }))

interface Found {
  different: number
  slower: number
  p95Slower: number
  p95Faster: number
  msPerPair: number
}

function measure(both: Omit<Simulation, 'seed'>, run: Partial<Simulation>): Found {
  const found: Found = { different: 0, slower: 0, p95Slower: 0, p95Faster: 0, msPerPair: 0 }
  const startedAt = performance.now()
  for (let pair = 0; pair < pairs; pair++) {
    const { verdict, metrics } = compareSimulated([{ ...both, seed: seed++ }], { ...both, ...run, seed: seed++ })
    const p95 = metrics.find(({ step, metric }) => step === null && metric === 'p95')?.verdict
    if (verdict === 'slower' || verdict === 'faster') found.different++
    if (verdict === 'slower') found.slower++
    if (p95 === 'slower') found.p95Slower++
    if (p95 === 'faster') found.p95Faster++
  }
  found.msPerPair = (performance.now() - startedAt) / pairs
  return found
}

function percent(count: number): string {
  return `${((100 * count) / pairs).toFixed(1)} %`
}

console.log(`${pairs} pairs each, seeds from ${seed}`)
for (const profile of PROFILES) {
  const equal = measure({ profile }, {})
  const raised = measure({ profile }, { factor: 1.1 })
  const tail = measure({ profile }, { tailFactor: 1.1 })
  console.log(`sigma ${profile.sigma}, ${profile.slowShare * 100} % times ${profile.slowFactor}`)
  console.log(`  equal: anything different ${percent(equal.different)}; ${equal.msPerPair.toFixed(0)} ms a pair`)
  console.log(
    `  all raised by 10 %: P95 slower ${percent(raised.p95Slower)}, the pair slower ${percent(raised.slower)}, P95 faster ${percent(raised.p95Faster)}`,
  )
  console.log(
    `  the slow part raised by 10 %: P95 slower ${percent(tail.p95Slower)}, the pair slower ${percent(tail.slower)}, P95 faster ${percent(tail.p95Faster)}`,
  )
  console.log(`  no test of the P95 alone can find more than ${percent(bestPower(profile, 1.1) * pairs)}`)
}
for (const wander of WANDERS) {
  const equal = measure({ wander }, {})
  console.log(`equal, seconds correlated by ${wander.correlation}: anything different ${percent(equal.different)}`)
}
