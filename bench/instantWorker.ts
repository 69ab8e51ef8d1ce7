import { createMonotonicClock } from '../src/core/engine/monotonicClock.ts'
import type { FromWorker, ToWorker } from '../src/core/engine/protocol.ts'
import { createSelfMeter } from '../src/core/engine/selfMeasurement.ts'
import { runWorker } from '../src/core/engine/worker.ts'
import { openParentPort } from '../src/core/parentPort.ts'
import { InstantClient } from './instantClient.ts'

/** A load worker's process whose requests are answered by itself in the next turn of its loop: all of the product but sockets. */
const parent = openParentPort<FromWorker, ToWorker>()
const clock = createMonotonicClock()

runWorker({
  port: parent,
  clock,
  wallClockMs: () => Date.now(),
  createClient: () => new InstantClient(clock, 0),
  meter: createSelfMeter(clock),
  openFilesLimit: undefined,
  finished: () => parent.closeWhenSent(),
})
