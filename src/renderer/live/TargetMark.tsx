import { CircleCheck, CircleDashed, CircleHelp, CircleX } from 'lucide-react'
import { memo } from 'react'
import type { ThresholdState } from '../../shared/thresholds/state.ts'
import classes from './targets.module.css'

const LOOKS = {
  met: { word: 'Met', icon: CircleCheck },
  missed: { word: 'Missed', icon: CircleX },
  open: { word: 'Not judged yet', icon: CircleDashed },
  unjudged: { word: 'Not judged: no baseline', icon: CircleHelp },
} as const

/** Whether a target is met: an icon, and a word beside it or for screen readers. */
export const TargetMark = memo(function TargetMark({
  state,
  withWord = false,
}: {
  state: ThresholdState
  withWord?: boolean
}) {
  const { word, icon: Icon } = LOOKS[state]
  return (
    <span className={classes['mark']} data-state={state}>
      <Icon size={14} strokeWidth={2.25} {...(withWord ? { 'aria-hidden': true } : { 'aria-label': word })} />
      {withWord && word}
    </span>
  )
})
