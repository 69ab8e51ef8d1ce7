import { type Profile, compareSimulated } from '../src/core/analysis/compare/testing/simulatedRuns.ts'

// How often comparisons err: 200 pairs of runs of 60 s at 100 requests a second, log-normal with a slow tail.
const PAIRS = 200

function share(text: string, profile: Profile, factor: number, wanted: 'different' | 'p95 slower'): void {
  let found = 0
  const startedAt = performance.now()
  for (let pair = 0; pair < PAIRS; pair++) {
    const seed = 100_000 + 2 * pair
    const { verdict, metrics } = compareSimulated([{ seed, profile }], { seed: seed + 1, profile, factor })
    const p95 = metrics.find(({ step, metric }) => step === null && metric === 'p95')
    const hit = wanted === 'different' ? verdict === 'slower' || verdict === 'faster' : p95?.verdict === 'slower'
    if (hit) found++
  }
  const each = (performance.now() - startedAt) / PAIRS
  const { sigma, slowShare, slowFactor } = profile
  const distribution = `sigma ${sigma}, ${slowShare * 100} % times ${slowFactor}`
  console.log(`${text} (${distribution}): ${found} of ${PAIRS} ${wanted}, ${each.toFixed(0)} ms a pair`)
}

// The sample target's reads and writes, and a tail in whose sparse middle the P95 lies.
const PROFILES: readonly Profile[] = [
  { sigma: 0.35, slowShare: 0.02, slowFactor: 6 },
  { sigma: 0.45, slowShare: 0.02, slowFactor: 6 },
  { sigma: 0.5, slowShare: 0.08, slowFactor: 4 },
]
for (const profile of PROFILES) {
  share('equal runs', profile, 1, 'different')
  share('durations raised by 10 %', profile, 1.1, 'p95 slower')
}
