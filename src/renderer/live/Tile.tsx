import { CircleCheck, CircleX } from 'lucide-react'
import type { TileTarget } from '../targets.ts'
import classes from './live.module.css'

interface TileProps {
  testId: string
  title: string
  value: string
  /** A second figure, smaller: what the first is compared with. */
  detail: string
  target?: TileTarget | undefined
}

/** A headline figure and whether it meets its target. */
export function Tile({ testId, title, value, detail, target }: TileProps) {
  const Icon = target?.state === 'missed' ? CircleX : CircleCheck
  return (
    <div
      className={classes['tile']}
      data-testid={testId}
      data-target={target?.state ?? 'none'}
      role="group"
      aria-label={title}
    >
      <div className={classes['tileHead']}>
        <span>{title}</span>
        {target !== undefined && (
          <span className={classes['tileTarget']}>
            <Icon size={13} aria-hidden strokeWidth={2.25} />
            {target.state === 'missed' ? 'Missed' : 'Met'}
          </span>
        )}
      </div>
      <div className={classes['tileValue']} data-testid={`${testId}-value`}>
        {value}
      </div>
      <div className={classes['tileDetail']}>
        <span>{detail}</span>
        {target !== undefined && <span>Target {target.text.limit}</span>}
      </div>
    </div>
  )
}
