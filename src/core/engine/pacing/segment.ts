import type { Segment } from '../protocol.ts'

/**
 * How many of `total` things numbered from 0 (VUs, arrivals) fall to this worker: those with n % count === index.
 * The shares of all workers add up to `total`.
 */
export function shareOf(total: number, { index, count }: Segment): number {
  return Math.max(0, Math.ceil((total - index) / count))
}

/** The number over all workers of this worker's own n-th thing. */
export function globalNumber(own: number, { index, count }: Segment): number {
  return own * count + index
}

/**
 * How iterations that VUs share fall to the workers: iteration n goes to the worker that has VU n % vus. So a worker's
 * part is in proportion to its VUs, and one without VUs gets none.
 */
export interface IterationShare {
  /** Iterations of this worker. */
  readonly total: number
  /** Number over all workers of this worker's own n-th iteration. */
  globalNumber(own: number): number
}

export function shareIterations(iterations: number, vus: number, segment: Segment): IterationShare {
  const ownVUs = shareOf(vus, segment)
  const rounds = Math.floor(iterations / vus)
  return {
    total: rounds * ownVUs + shareOf(iterations % vus, segment),
    globalNumber: (own) => Math.floor(own / ownVUs) * vus + globalNumber(own % ownVUs, segment),
  }
}
