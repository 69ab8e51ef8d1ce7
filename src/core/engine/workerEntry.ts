import { toErrorDetail } from '../../shared/errors.ts'
import { isUtilityMain, openParentPort, runInThread } from '../parentPort.ts'
import { createScenarioClient } from './http/scenarioClient.ts'
import { createMonotonicClock } from './monotonicClock.ts'
import type { FromWorker, ToWorker } from './protocol.ts'
import { createSelfMeter } from './selfMeasurement.ts'
import { openFilesLimit } from './openFiles.ts'
import { runWorker } from './worker.ts'

/** A load worker's process: an Electron utility process in the app, a child process of Node on the command line. */
// The runner ends its workers; Ctrl-C in a terminal reaches the whole process group and must not cut results off.
process.on('SIGINT', () => {})

if (isUtilityMain()) runInThread(import.meta.filename)
else makeLoad()

function makeLoad(): void {
  const parent = openParentPort<FromWorker, ToWorker>()
  const clock = createMonotonicClock()
  process.on('uncaughtException', (error) => {
    parent.postLast({ type: 'failed', error: toErrorDetail(error) }, 1)
  })
  runWorker({
    port: parent,
    clock,
    wallClockMs: () => Date.now(),
    createClient: (allowedHosts, http) => createScenarioClient(clock, allowedHosts, http),
    meter: createSelfMeter(clock),
    openFilesLimit: openFilesLimit(),
    finished: () => parent.closeWhenSent(),
  })
}
