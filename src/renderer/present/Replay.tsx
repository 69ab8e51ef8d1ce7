import { ActionIcon, SegmentedControl, Slider } from '@mantine/core'
import { Pause, Play } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { RunDetail } from '../../shared/ipc.ts'
import type { ReplayFrame } from '../../shared/report.ts'
import { formatClock } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { ErrorNotice } from '../components/Notice.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { LiveView } from '../live/LiveView.tsx'
import classes from './present.module.css'
import { type ReplayState, SPEEDS, type Speed, changeReplay, elapsedOf, replayAt } from './replay.ts'

/** How often the picture moves on; a run's figures change once a second. */
const STEP_MS: Readonly<Record<Speed, number>> = { 1: 250, 10: 100, 60: 100 }
const SKIP_MS = 10_000

/** A finished run as its live screen had shown it, from its start. */
export function Replay({ detail }: { detail: RunDetail }) {
  const { run } = detail.summary
  const { value: frames, error } = useAnswer(useCallback(() => ask('replayFrames', { runId: run.id }), [run.id]))
  if (error !== null) return <ErrorNotice error={error} />
  return frames === null ? null : <Player detail={detail} frames={frames} />
}

function Player({ detail, frames }: { detail: RunDetail; frames: readonly ReplayFrame[] }) {
  const { run } = detail.summary
  const { state, elapsedMs, change } = useReplayClock(run.durationMs)
  useReplayKeys(change, state, elapsedMs)
  const isOver = elapsedMs >= run.durationMs
  const { playing } = state
  return (
    <div className={classes['replay']} data-testid="replay" data-elapsed={Math.round(elapsedMs)}>
      <div className={classes['controls']}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={playing && !isOver ? 'Pause' : 'Play'}
          onClick={() => change({ playing: isOver || !playing })}
          data-testid="replay-play"
        >
          {playing && !isOver ? <Pause size={18} /> : <Play size={18} />}
        </ActionIcon>
        <span className={classes['moment']}>
          {formatClock(elapsedMs)} of {formatClock(run.durationMs)}
        </span>
        <Slider
          className={classes['timeline'] ?? ''}
          min={0}
          max={run.durationMs}
          step={1000}
          label={null}
          value={elapsedMs}
          thumbLabel="Moment of the run"
          onChange={(moment) => change({ elapsedMs: moment })}
        />
        <SegmentedControl
          size="sm"
          aria-label="Speed"
          data={SPEEDS.map((speed) => ({ value: String(speed), label: `x${speed}` }))}
          value={String(state.speed)}
          onChange={(value) => change({ speed: Number(value) as Speed })}
        />
      </div>
      <LiveView
        live={replayAt(detail, frames, elapsedMs)}
        finished={isOver ? run : null}
        running={!isOver}
        actions={null}
      />
    </div>
  )
}

function startReplay(): ReplayState {
  return { speed: 10, playing: true, baseMs: 0, sinceMs: performance.now() }
}

type Change = (change: Parameters<typeof changeReplay>[1]) => void

/** The replay's clock: it runs from the beginning. */
function useReplayClock(durationMs: number) {
  const [state, setState] = useState(startReplay)
  const [nowMs, setNowMs] = useState(state.sinceMs)
  const change: Change = useCallback(
    (wanted) => {
      const now = performance.now()
      setNowMs(now)
      setState((before) => changeReplay(before, wanted, now, durationMs))
    },
    [durationMs],
  )
  const elapsedMs = elapsedOf(state, nowMs, durationMs)
  const moves = state.playing && elapsedMs < durationMs
  useEffect(() => {
    if (!moves) return undefined
    const timer = setInterval(() => setNowMs(performance.now()), STEP_MS[state.speed])
    return () => clearInterval(timer)
  }, [moves, state.speed])
  return { state, elapsedMs, change }
}

/** Space plays and pauses, 1 to 3 set the speed, comma and full stop go back and forth. */
function useReplayKeys(change: Change, { playing }: ReplayState, elapsedMs: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const speed = SPEEDS[Number(event.key) - 1]
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === ' ' && !(event.target instanceof HTMLButtonElement)) change({ playing: !playing })
      else if (event.key === ',') change({ elapsedMs: elapsedMs - SKIP_MS })
      else if (event.key === '.') change({ elapsedMs: elapsedMs + SKIP_MS })
      else if (speed !== undefined) change({ speed })
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [change, playing, elapsedMs])
}
