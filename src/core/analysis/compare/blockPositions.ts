import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { uniformInt } from 'pure-rand/distribution/uniformInt'

/** Length of a block for so many windows: their cube root (Hall, Horowitz and Jing 1995, Biometrika 82:561-574). */
export function blockLength(windows: number): number {
  return Math.max(1, Math.ceil(Math.cbrt(windows)))
}

/**
 * Resamples for the moving-block bootstrap (Künsch 1989, Ann. Statist. 17:1217-1241): as many windows as there are, in
 * blocks of neighbours that begin anywhere, so that what one second does to the next stays in.
 */
export function* blockResamples(windows: number, resamples: number, seed: number): Generator<Int32Array> {
  const generator = xoroshiro128plus(seed)
  const length = blockLength(windows)
  const positions = new Int32Array(windows)
  for (let resample = 0; resample < resamples; resample++) {
    for (let filled = 0; filled < windows; filled += length) {
      const start = uniformInt(generator, 0, windows - length)
      for (let next = 0; next < length && filled + next < windows; next++) positions[filled + next] = start + next
    }
    yield positions
  }
}
