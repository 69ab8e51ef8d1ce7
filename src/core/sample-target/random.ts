import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A number in [0, 1), a new one each time. */
export type Uniform = () => number

/** Gives each named stream its own numbers, so that traffic on one endpoint never shifts the sequence of another. */
export type RandomStreams = (stream: string) => Uniform

/** The generator's first numbers still resemble its seed. */
const WARM_UP_DRAWS = 20

/** The same seed and stream name always give the same sequence. */
export function seededStreams(seed: number): RandomStreams {
  return (stream) => {
    const generator = xoroshiro128plus(hash(`${seed}/${stream}`))
    for (let draw = 0; draw < WARM_UP_DRAWS; draw++) generator.next()
    return () => uniformFloat64(generator)
  }
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value
}
