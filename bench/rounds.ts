import type { Measurement } from './contenders.ts'

/** Prints a line per contender, the first being the base: medians of the rounds, and all of them, lowest first. */
export function printCosts(taken: ReadonlyMap<string, readonly Measurement[]>): void {
  const rates = [...taken].map(([name, all]) => ({ name, rate: median(all.map(perCpuSecond)), all }))
  const base = rates[0]
  if (base === undefined) return
  for (const { name, rate, all } of rates) {
    const spread = all.map((each) => Math.round(perCpuSecond(each))).toSorted((a, b) => a - b)
    process.stdout.write(
      `${name.padEnd(26)} ${Math.round(rate)} requests per CPU-second, ${(1e5 / rate).toFixed(2)} CPU-seconds per 100,000, ` +
        `${(rate / base.rate).toFixed(2)} of ${base.name} (${spread.join(' ')})\n`,
    )
  }
}

/** Median of the rounds, requests per CPU-second. */
export function costOf(all: readonly Measurement[]): number {
  return median(all.map(perCpuSecond))
}

function perCpuSecond({ requests, cpuSeconds }: Measurement): number {
  return requests / cpuSeconds
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}
