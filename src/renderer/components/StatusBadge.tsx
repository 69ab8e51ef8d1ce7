import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleMinus,
  CircleSlash,
  CircleX,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import type { RunRecord, RunStatus } from '../../shared/run.ts'
import { verdictWord } from '../../shared/verdictText.ts'
import classes from './badges.module.css'

interface StatusLook {
  icon: LucideIcon
  tone: 'passed' | 'failed' | 'warning' | 'running' | 'none'
}

const STATUS: Readonly<Record<RunStatus, StatusLook>> = {
  running: { icon: CircleDot, tone: 'running' },
  passed: { icon: CircleCheck, tone: 'passed' },
  failed: { icon: CircleX, tone: 'failed' },
  aborted: { icon: CircleSlash, tone: 'warning' },
  interrupted: { icon: CircleDashed, tone: 'warning' },
  error: { icon: TriangleAlert, tone: 'failed' },
}

const UNJUDGED: StatusLook = { icon: CircleMinus, tone: 'none' }

interface StatusBadgeProps {
  run: Pick<RunRecord, 'status' | 'unjudged'>
  size?: 'small' | 'large'
  testId?: string
}

/** The verdict of a run: an icon and a word, never colour alone. */
export function StatusBadge({ run, size = 'small', testId }: StatusBadgeProps) {
  const { icon: Icon, tone } = run.unjudged === true ? UNJUDGED : STATUS[run.status]
  return (
    <span className={classes['badge']} data-tone={tone} data-size={size} data-status={run.status} data-testid={testId}>
      <Icon size={size === 'small' ? 14 : 20} aria-hidden strokeWidth={2.25} />
      {verdictWord(run)}
    </span>
  )
}
