import {
  type Profile,
  type Simulation,
  compareSimulated,
  simulatedP95,
} from '../src/core/analysis/compare/testing/simulatedRuns.ts'
import { bestPower } from './comparePower.ts'

// How often comparisons err: pairs of simulated runs at 100 requests a second, of 60 s where nothing else is said. The tables of
// docs/statistics.md. `npm run bench:compare -- SEED PAIRS [PART]`: a part alone has the same numbers as within the whole.
const [firstSeed = 1, pairs = 200] = process.argv.slice(2, 4).map(Number)
const onlyPart = process.argv[4]
let seed = 0

/** The sample target's reads and writes, and a tail in whose sparse middle the P95 lies. */
const PROFILES = [
  { sigma: 0.35, slowShare: 0.02, slowFactor: 6 },
  { sigma: 0.45, slowShare: 0.02, slowFactor: 6 },
  { sigma: 0.5, slowShare: 0.08, slowFactor: 4 },
] as const satisfies readonly Profile[]
/** Longer ones than that take the bench too long. */
const LONGEST_TRIED_SECONDS = 3600

type Shape = Omit<Simulation, 'seed'>

interface Found {
  pairs: number
  different: number
  slower: number
  p95Slower: number
  p95Faster: number
}

/** @param bases how many runs the baseline has; @param few a fifth of the pairs must do */
function measure(both: Shape, run: Shape = {}, { bases = 1, few = false } = {}): Found {
  const found: Found = { pairs: Math.ceil(pairs / (few ? 5 : 1)), different: 0, slower: 0, p95Slower: 0, p95Faster: 0 }
  for (let pair = 0; pair < found.pairs; pair++) {
    const base = Array.from({ length: bases }, () => ({ ...both, seed: seed++ }))
    const comparison = compareSimulated(base, { ...both, ...run, seed: seed++ })
    const p95 = simulatedP95(comparison).verdict
    if (comparison.verdict === 'slower' || comparison.verdict === 'faster') found.different++
    if (comparison.verdict === 'slower') found.slower++
    if (p95 === 'slower') found.p95Slower++
    if (p95 === 'faster') found.p95Faster++
  }
  return found
}

function percent(count: number, of: number): string {
  return of === 0 ? 'none' : `${((100 * count) / of).toFixed(1)} %`
}

function differentText({ different, pairs: of }: Found): string {
  return `anything different ${percent(different, of)}`
}

function slowerText({ p95Slower, slower, p95Faster, pairs: of }: Found): string {
  return `P95 slower ${percent(p95Slower, of)}, the pair slower ${percent(slower, of)}, P95 faster ${percent(p95Faster, of)}`
}

function titleOf({ sigma, slowShare, slowFactor }: Profile): string {
  return `sigma ${sigma}, ${slowShare * 100} % times ${slowFactor}`
}

/** Pairs whose P95 cannot be told, and new ones of the length that is said to be needed. */
function measureNeeded(profile: Profile, seconds: number, factor: number): string {
  const lengths: number[] = []
  let [asked, decided] = [0, 0]
  const p95Of = (lasting: number) => {
    const both = { profile, seconds: lasting }
    return simulatedP95(compareSimulated([{ ...both, seed: seed++ }], { ...both, factor, seed: seed++ }))
  }
  for (let pair = 0; pair < Math.ceil(pairs / 10); pair++) {
    const { verdict, neededSeconds } = p95Of(seconds)
    if (verdict !== 'cannot-tell') continue
    asked++
    if (typeof neededSeconds !== 'number' || neededSeconds > LONGEST_TRIED_SECONDS) continue
    lengths.push(neededSeconds)
    if (p95Of(neededSeconds).verdict !== 'cannot-tell') decided++
  }
  const middle = lengths.toSorted((one, other) => one - other)[lengths.length >> 1]
  return `${asked} not decided; of ${lengths.length} at the length said, in the middle ${middle ?? '–'} s: decided ${percent(decided, lengths.length)}`
}

function minutes(): void {
  for (const profile of PROFILES) {
    console.log(titleOf(profile))
    console.log(`  equal: ${differentText(measure({ profile }))}`)
    console.log(`  all 10 % longer: ${slowerText(measure({ profile }, { factor: 1.1 }))}`)
    console.log(`  the slow part 10 % longer: ${slowerText(measure({ profile }, { tailFactor: 1.1 }))}`)
    console.log(`  no test of the P95 alone finds more than ${percent(bestPower(profile, 1.1, 60), 1)}`)
  }
}

function wandering(): void {
  for (const correlation of [0.3, 0.5, 0.7, 0.85, 0.95]) {
    const wander = { correlation, spread: 0.1 }
    console.log(`seconds correlated by ${correlation}`)
    console.log(`  equal: ${differentText(measure({ wander }))}`)
    console.log(`  all 30 % longer: ${slowerText(measure({ wander }, { factor: 1.3 }, { few: true }))}`)
  }
}

function short(): void {
  for (const profile of PROFILES) {
    const both = { profile, seconds: 15 }
    console.log(`15 s, ${titleOf(profile)}`)
    console.log(`  equal: ${differentText(measure(both))}`)
    console.log(`  all 30 % longer: ${slowerText(measure(both, { factor: 1.3 }))}`)
    console.log(`  no test of the P95 alone finds more than ${percent(bestPower(profile, 1.3, 15), 1)}`)
  }
}

function others(): void {
  console.log('a ramp to five times as long durations')
  console.log(`  equal: ${differentText(measure({ ramp: 5 }, {}, { few: true }))}`)
  console.log(`  all 10 % longer: ${slowerText(measure({ ramp: 5 }, { factor: 1.1 }, { few: true }))}`)
  for (const bases of [1, 3, 5, 10]) {
    const several = measure({ betweenRuns: 0.05 }, {}, { bases, few: true })
    console.log(`runs that differ by 5 % themselves, ${bases} in the baseline: ${differentText(several)}`)
  }
}

function needed(): void {
  for (const [place, seconds, factor] of [
    [0, 15, 1],
    [0, 15, 1.1],
    [2, 30, 1],
    [2, 30, 1.1],
  ] as const) {
    const profile = PROFILES[place]
    console.log(
      `${seconds} s, ${titleOf(profile)}, durations times ${factor}: ${measureNeeded(profile, seconds, factor)}`,
    )
  }
}

const PARTS = { minutes, wandering, short, others, needed }
const SEEDS_PER_PART = 100_000

console.log(`${pairs} pairs each, seed ${firstSeed}`)
for (const [place, [name, part]] of Object.entries(PARTS).entries()) {
  seed = firstSeed * 1_000_000 + place * SEEDS_PER_PART
  if (onlyPart === undefined || onlyPart === name) part()
}
