import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RunSink } from '../../../shared/run.ts'
import type { WindowMessage } from '../../engine/protocol.ts'
import { LiveBoard } from '../../runner/liveBoard.ts'
import { RunMetrics } from '../../runner/metrics/runMetrics.ts'
import { type ForeignFacts, beginForeign, finishForeign } from './foreignRun.ts'
import type { ImportWatch } from './importWatch.ts'
import type { SecondWindow } from './packedSecond.ts'
import type { SampleSeconds } from './sampleSeconds.ts'

/** Seconds that are written in one transaction. */
const SECONDS_PER_TURN = 20

/** Puts samples into the store by the way that a run of our own takes: as if one load worker had measured them. */
export async function storeSamples(
  sink: RunSink,
  id: string,
  facts: ForeignFacts,
  samples: SampleSeconds,
  { signal, onProgress }: ImportWatch = {},
): Promise<void> {
  const { from, to } = samples.span
  const seconds = to - from + 1
  beginForeign(sink, id, facts, { startedAtMs: from * 1000, durationMs: seconds * 1000 })
  const metrics: RunMetrics = new RunMetrics({
    onSeries: (definition) => board.seriesAdded(definition),
  })
  const board = new LiveBoard(metrics)
  for (let second = 0; second < seconds; second++) {
    const window = windowOf(second, samples.take(from + second), second === 0 ? samples.definitions : [])
    const closed = metrics.closeSecond(second, [{ worker: 0, window }])
    if (closed.newSeries.length > 0) sink.series(closed.newSeries)
    sink.window(closed.window)
    for (const rollup of closed.rollups) sink.rollup(rollup.seconds, rollup.window)
    sink.live(board.addPoint(second, null))
    if (second % SECONDS_PER_TURN !== SECONDS_PER_TURN - 1) continue
    onProgress?.({ phase: 'storing', share: second / seconds })
    await nextTurn()
    signal?.throwIfAborted()
  }
  for (const rollup of metrics.closeRollups(seconds)) sink.rollup(rollup.seconds, rollup.window)
  sink.totals(metrics.totals())
  finishForeign(sink, facts, seconds * 1000, board)
}

function windowOf(second: number, window: SecondWindow, series: WindowMessage['series']): WindowMessage {
  return {
    type: 'window',
    sequence: second,
    second,
    series,
    ...window,
    self: {
      loopDelayP99Us: 0,
      loopDelayMaxUs: 0,
      loopUtilization: 0,
      cpuWaitShare: 0,
      cpuShare: 0,
      timerLatenessP99Us: 0,
      memoryBytes: 0,
      clockDriftMs: 0,
    },
  }
}
