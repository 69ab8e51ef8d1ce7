import { createScenarioClient } from '../http/scenarioClient.ts'
import { createMonotonicClock } from '../monotonicClock.ts'
import { createSelfMeter } from '../selfMeasurement.ts'
import type { PrepareMessage } from '../protocol.ts'
import { runWorker } from '../worker.ts'
import { RunLog } from './runLog.ts'

/** Test support: a worker in this process over real sockets, from preparation to its last message. */
export async function playRealRun(prepare: PrepareMessage): Promise<RunLog> {
  const log = new RunLog()
  const clock = createMonotonicClock()
  await new Promise<void>((resolve) => {
    runWorker({
      port: log.port,
      clock,
      wallClockMs: () => Date.now(),
      createClient: (allowed, http) => createScenarioClient(clock, allowed, http),
      meter: createSelfMeter(clock),
      openFilesLimit: undefined,
      finished: resolve,
    })
    log.send(prepare)
    log.send({ type: 'start', originUs: clock.nowUs() + 20_000 })
  })
  return log
}
