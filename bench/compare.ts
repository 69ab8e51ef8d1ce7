import { compareSimulated } from '../src/core/analysis/compare/testing/simulatedRuns.ts'

// How often comparisons err: 200 pairs of runs of 60 s at 100 requests a second, log-normal (sigma 0.5) with a slow tail.
const PAIRS = 200

function share(text: string, slowShare: number, factor: number, wanted: 'different' | 'p95 slower'): void {
  let found = 0
  const startedAt = performance.now()
  for (let pair = 0; pair < PAIRS; pair++) {
    const seed = 100_000 + 2 * pair
    const { verdict, metrics } = compareSimulated([{ seed, slowShare }], { seed: seed + 1, slowShare, factor })
    const p95 = metrics.find(({ step, metric }) => step === null && metric === 'p95')
    const hit =
      wanted === 'different' ? verdict === 'slower' || verdict === 'faster' : p95?.verdict === 'slower'
    if (hit) found++
  }
  const each = (performance.now() - startedAt) / PAIRS
  console.log(`${text}, slow tail ${slowShare * 100} %: ${found} of ${PAIRS} ${wanted} (${each.toFixed(0)} ms a pair)`)
}

for (const slowShare of [0.01, 0.02, 0.08]) {
  share('equal runs', slowShare, 1, 'different')
  share('durations raised by 10 %', slowShare, 1.1, 'p95 slower')
}
