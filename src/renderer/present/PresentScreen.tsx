import { Button, UnstyledButton } from '@mantine/core'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import type { Baseline } from '../../shared/baseline.ts'
import type { RunDetail } from '../../shared/ipc.ts'
import { tellsSeconds } from '../../shared/origin.ts'
import { ask, askRun } from '../api.ts'
import { ErrorNotice } from '../components/Notice.tsx'
import { run } from '../components/notify.ts'
import { useAnswer } from '../components/useAnswer.ts'
import { useBaseline } from '../components/useBaseline.ts'
import { useNavigation } from '../stores/navigation.ts'
import { ComparisonSlide } from './ComparisonSlide.tsx'
import { KeyHelp } from './KeyHelp.tsx'
import classes from './present.module.css'
import { Replay } from './Replay.tsx'
import { BreakerSlide, LoadSlide, ResponseSlide, SpreadSlide, StepsSlide, VerdictSlide } from './Slides.tsx'
import { usePointerHiding } from './usePointerHiding.ts'

const REPLAY = 'Replay'

interface Slide {
  title: string
  render: (detail: RunDetail, baseline: Baseline | null) => ReactNode
  /** Whether there is anything to show; there is where this is absent. */
  has?: (detail: RunDetail, baseline: Baseline | null) => boolean
}

const SLIDES: readonly Slide[] = [
  { title: 'Verdict', render: (detail) => <VerdictSlide detail={detail} /> },
  { title: 'Response time', has: hasCourse, render: (detail) => <ResponseSlide detail={detail} /> },
  { title: 'Load and errors', has: hasCourse, render: (detail) => <LoadSlide detail={detail} /> },
  {
    title: 'How response times spread',
    has: ({ summary }) => summary.steps.length > 0 && summary.run.origin?.lacks.includes('histogram') !== true,
    render: (detail) => <SpreadSlide detail={detail} />,
  },
  {
    title: 'Steps',
    has: ({ summary }) => summary.steps.length > 0,
    render: (detail) => <StepsSlide detail={detail} />,
  },
  {
    title: 'Circuit breaker',
    has: ({ summary }) => summary.breaker !== undefined,
    render: (detail) => <BreakerSlide detail={detail} />,
  },
  {
    title: 'Beside the baseline',
    has: (_detail, baseline) => baseline !== null,
    render: (detail, baseline) => baseline !== null && <ComparisonSlide detail={detail} baseline={baseline} />,
  },
  {
    title: REPLAY,
    has: (detail) => hasCourse(detail) && tellsSeconds(detail.summary.run.origin),
    render: (detail) => <Replay detail={detail} />,
  },
]

/** Whether it is known how the run went over time: a tool's totals do not tell it, nor a run that ended at once. */
function hasCourse({ points }: RunDetail): boolean {
  return points.length > 0
}

const NEXT_KEYS = new Set(['ArrowRight', 'ArrowDown', 'PageDown', 'Enter'])
const BACK_KEYS = new Set(['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace'])

/** One run on a projector: full screen, large, led by the keyboard. Escape leaves. */
export function PresentScreen({ runId }: { runId: string }) {
  const question = useCallback(() => askRun(runId), [runId])
  const { value: detail, error } = useAnswer(question)
  if (error !== null) return <NotFound error={error} />
  return detail === null ? (
    <div className={classes['screen']} data-testid="present" />
  ) : (
    <Presentation detail={detail} />
  )
}

function NotFound({ error }: { error: unknown }) {
  const back = useNavigation((state) => state.back)
  return (
    <main className={classes['screen']}>
      <ErrorNotice error={error} actions={<Button onClick={back}>Back</Button>} />
    </main>
  )
}

function Presentation({ detail }: { detail: RunDetail }) {
  const { run: record } = detail.summary
  const baseline = useBaseline(record.scenario, record.id)
  const slides = SLIDES.filter(({ has }) => has === undefined || has(detail, baseline))
  // By its name: one that comes later, when the baseline is read, must not push the one that is shown aside.
  const [shownTitle, setTitle] = useState('')
  const slide = Math.max(
    0,
    slides.findIndex(({ title }) => title === shownTitle),
  )
  const [helps, setHelps] = useState(false)
  const isHidden = usePointerHiding()
  useFullScreen()
  const replay = slides.findIndex(({ title }) => title === REPLAY)
  useSlideKeys((to) => setTitle(slides[to]?.title ?? ''), { slide, last: slides.length - 1, replay }, setHelps)
  const shown = slides[slide]
  return (
    <div className={classes['screen']} data-pointer={isHidden ? 'hidden' : 'shown'} data-testid="present">
      <section className={classes['header']} aria-label="Slide">
        <span className={classes['run']}>{record.name}</span>
        <h1 data-testid="slide-title">{shown?.title}</h1>
        <span className={classes['place']}>
          {slide + 1} of {slides.length}
        </span>
      </section>
      <main className={classes['slide']} key={slide} tabIndex={-1}>
        {shown?.render(detail, baseline)}
      </main>
      <footer className={classes['footer']}>
        <span>
          <kbd>←</kbd> <kbd>→</kbd> between the slides
        </span>
        {replay >= 0 && (
          <span>
            <kbd>R</kbd> replay
          </span>
        )}
        <span>
          <kbd>Esc</kbd> leaves
        </span>
        <UnstyledButton onClick={() => setHelps(true)}>
          <kbd>?</kbd> all keys
        </UnstyledButton>
      </footer>
      <KeyHelp opened={helps} onClose={() => setHelps(false)} />
    </div>
  )
}

function useFullScreen(): void {
  useEffect(() => {
    run(ask('setPresenting', { on: true }))
    return () => run(ask('setPresenting', { on: false }))
  }, [])
}

/** @param replay its place; negative where there is none */
function useSlideKeys(
  show: (slide: number) => void,
  { slide, last, replay }: { slide: number; last: number; replay: number },
  setHelps: (helps: boolean) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isForControl(event)) return
      if (NEXT_KEYS.has(event.key)) show(Math.min(last, slide + 1))
      else if (BACK_KEYS.has(event.key)) show(Math.max(0, slide - 1))
      else if (event.key === 'Home') show(0)
      else if (event.key === 'End') show(last)
      else if (event.key.toLowerCase() === 'r' && replay >= 0) show(replay)
      else if (event.key === '?') setHelps(true)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

/** Enter presses a button, and arrows choose among what a field has. */
function isForControl({ key, target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement || (key === 'Enter' && target instanceof HTMLButtonElement)
}
