import { Star } from 'lucide-react'
import classes from './baselines.module.css'

/** Of a run that others are measured against. */
export function BaselineBadge() {
  return (
    <span className={classes['badge']} data-testid="baseline-badge">
      <Star size={10} fill="currentColor" aria-hidden />
      Baseline
    </span>
  )
}
