import { Button } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import type { RunDetail } from '../../shared/ipc.ts'
import { ask } from '../api.ts'
import { ErrorNotice } from '../components/Notice.tsx'
import { run } from '../components/notify.ts'
import { useAnswer } from '../components/useAnswer.ts'
import { useNavigation } from '../stores/navigation.ts'
import classes from './present.module.css'
import { Replay } from './Replay.tsx'
import { LoadSlide, ResponseSlide, SpreadSlide, StepsSlide, VerdictSlide } from './Slides.tsx'
import { usePointerHiding } from './usePointerHiding.ts'

interface Slide {
  title: string
  render: (detail: RunDetail) => React.ReactNode
}

const SLIDES: readonly Slide[] = [
  { title: 'Verdict', render: (detail) => <VerdictSlide detail={detail} /> },
  { title: 'Response time', render: (detail) => <ResponseSlide detail={detail} /> },
  { title: 'Load and errors', render: (detail) => <LoadSlide detail={detail} /> },
  { title: 'How response times spread', render: (detail) => <SpreadSlide detail={detail} /> },
  { title: 'Steps', render: (detail) => <StepsSlide detail={detail} /> },
  { title: 'Replay', render: (detail) => <Replay detail={detail} /> },
]
const NEXT_KEYS = new Set(['ArrowRight', 'ArrowDown', 'PageDown', 'Enter'])
const BACK_KEYS = new Set(['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace'])

/** One run on a projector: full screen, large, led by the keyboard. Escape leaves. */
export function PresentScreen({ runId }: { runId: string }) {
  const question = useCallback(() => ask('getRun', { runId }), [runId])
  const { value: detail, error } = useAnswer(question)
  const back = useNavigation((state) => state.back)
  const [slide, setSlide] = useState(0)
  const isHidden = usePointerHiding()
  useFullScreen()
  useSlideKeys(setSlide)
  const shown = SLIDES[slide]
  return (
    <div className={classes['screen']} data-pointer={isHidden ? 'hidden' : 'shown'} data-testid="present">
      <header className={classes['header']}>
        <span className={classes['run']}>{detail?.summary.run.name}</span>
        <h1 data-testid="slide-title">{shown?.title}</h1>
        <span className={classes['place']}>
          {slide + 1} of {SLIDES.length}
        </span>
      </header>
      <main className={classes['slide']} key={slide} tabIndex={-1}>
        {error !== null && <ErrorNotice error={error} actions={<Button onClick={back}>Back</Button>} />}
        {detail !== null && shown?.render(detail)}
      </main>
      <footer className={classes['footer']}>
        <span>
          <kbd>←</kbd> <kbd>→</kbd> between the slides
        </span>
        <span>
          <kbd>R</kbd> replay
        </span>
        <span>
          <kbd>Esc</kbd> leaves
        </span>
      </footer>
    </div>
  )
}

function useFullScreen(): void {
  useEffect(() => {
    run(ask('setPresenting', { on: true }))
    return () => run(ask('setPresenting', { on: false }))
  }, [])
}

function useSlideKeys(setSlide: (change: (slide: number) => number) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const last = SLIDES.length - 1
      if (NEXT_KEYS.has(event.key)) setSlide((slide) => Math.min(last, slide + 1))
      else if (BACK_KEYS.has(event.key)) setSlide((slide) => Math.max(0, slide - 1))
      else if (event.key === 'Home') setSlide(() => 0)
      else if (event.key === 'End' || event.key.toLowerCase() === 'r') setSlide(() => last)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [setSlide])
}
