import type { ToWorker } from '../protocol.ts'
import type { SelfMeter } from '../selfMeasurement.ts'
import { VirtualClock } from '../virtualClock.ts'
import { runWorker } from '../worker.ts'
import { FakeClient } from './fakeClient.ts'
import type { FakeResponse, SentRequest } from './fakeClient.ts'
import { RunLog } from './runLog.ts'
import type { prepareOf } from './scenarios.ts'

const ORIGIN_US = 1_000_000

/** Test support: a worker that measures nothing. */
export const IDLE_METER: SelfMeter = {
  begin() {},
  lateness() {},
  take: () => ({
    loopDelayP99Us: 0,
    loopDelayMaxUs: 0,
    loopUtilization: 0,
    cpuWaitShare: 0,
    cpuShare: 0,
    timerLatenessP99Us: 0,
    memoryBytes: 0,
    clockDriftMs: 0,
  }),
  end() {},
}

export interface VirtualRun {
  clock: VirtualClock
  client: FakeClient
  log: RunLog
  finished(): boolean
}

/** Test support: a worker in virtual time against a fake server; it has been started, time stands at the origin. */
export function startVirtualRun(
  prepare: ReturnType<typeof prepareOf>,
  respond: (request: SentRequest) => FakeResponse = () => ({ afterUs: 10_000 }),
  onMessage: (message: VirtualRun['log']['messages'][number], send: (message: ToWorker) => void) => void = () => {},
): VirtualRun {
  const clock = new VirtualClock(0)
  const client = new FakeClient(clock, respond)
  const log = new RunLog()
  let finished = false
  runWorker({
    port: {
      post: (message) => {
        log.port.post(message)
        onMessage(message, (answer) => log.send(answer))
      },
      onMessage: (listener) => log.port.onMessage(listener),
    },
    clock,
    wallClockMs: () => 1_700_000_000_000 + clock.nowUs() / 1e3,
    createClient: () => client,
    meter: IDLE_METER,
    openFilesLimit: undefined,
    finished: () => {
      finished = true
    },
  })
  log.send(prepare)
  log.send({ type: 'start', originUs: ORIGIN_US })
  clock.advance(ORIGIN_US)
  return { clock, client, log, finished: () => finished }
}
