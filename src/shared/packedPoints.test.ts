import { expect, it } from 'vitest'
import { packPoints, unpackPoints } from './packedPoints.ts'
import type { LivePoint } from './run.ts'

const FULL: LivePoint = {
  second: 7,
  p50Us: 8000,
  p95Us: 20_000,
  p99Us: 30_000,
  requestRate: 12.5,
  failedShare: 0.25,
  iterationRate: 3,
  vus: 20,
  plannedVUs: 21,
  droppedIterations: 1,
}

it('brings every second back as it was: with what is not there, and with what was seen beside the load', () => {
  const points: LivePoint[] = [
    FULL,
    { ...FULL, second: 8, p50Us: null, p95Us: null, p99Us: null, plannedVUs: null },
    { ...FULL, second: 9, observed: { cache_hits: 0 } },
    { ...FULL, second: 11, observed: { cache_hits: 0.5, 'observed.health{observer:health}': 1 } },
  ]
  expect(unpackPoints(structuredClone(packPoints(points)))).toEqual(points)
  expect(unpackPoints(packPoints([]))).toEqual([])
})
