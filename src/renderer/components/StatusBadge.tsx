import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  CircleX,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import type { RunStatus } from '../../shared/run.ts'
import classes from './badges.module.css'

interface StatusLook {
  word: string
  icon: LucideIcon
  tone: 'passed' | 'failed' | 'warning' | 'running'
}

const STATUS: Readonly<Record<RunStatus, StatusLook>> = {
  running: { word: 'Running', icon: CircleDot, tone: 'running' },
  passed: { word: 'Passed', icon: CircleCheck, tone: 'passed' },
  failed: { word: 'Failed', icon: CircleX, tone: 'failed' },
  aborted: { word: 'Aborted', icon: CircleSlash, tone: 'warning' },
  interrupted: { word: 'Interrupted', icon: CircleDashed, tone: 'warning' },
  error: { word: 'Error', icon: TriangleAlert, tone: 'failed' },
}

interface StatusBadgeProps {
  status: RunStatus
  size?: 'small' | 'large'
  testId?: string
}

/** The verdict of a run: an icon and a word, never colour alone. */
export function StatusBadge({ status, size = 'small', testId }: StatusBadgeProps) {
  const { word, icon: Icon, tone } = STATUS[status]
  return (
    <span className={classes['badge']} data-tone={tone} data-size={size} data-status={status} data-testid={testId}>
      <Icon size={size === 'small' ? 14 : 20} aria-hidden strokeWidth={2.25} />
      {word}
    </span>
  )
}

export function statusWord(status: RunStatus): string {
  return STATUS[status].word
}
