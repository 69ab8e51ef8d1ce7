import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** The generator's first numbers still resemble its seed: without this every user of a run would make the same first choice. */
const WARM_UP_DRAWS = 20

/** A seeded source of numbers uniform in [0, 1), with 32 random bits. Each virtual user has its own, so that a seed repeats a run. */
export function createRandom(seed: number): () => number {
  const generator = xoroshiro128plus(seed)
  for (let draw = 0; draw < WARM_UP_DRAWS; draw++) generator.next()
  return () => (generator.next() >>> 0) / 2 ** 32
}
