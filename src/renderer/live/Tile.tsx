import type { TileTarget } from '../targets.ts'
import type { Delta } from './baselineDelta.ts'
import classes from './tiles.module.css'
import { TargetMark } from './TargetMark.tsx'

interface TileProps {
  testId: string
  title: string
  value: string
  /** A second figure, smaller: what the first is compared with. */
  detail: string
  target?: TileTarget | undefined
  /** How far the value is from the baseline's. */
  delta?: Delta | undefined
}

/** A headline figure and whether it meets its target. */
export function Tile({ testId, title, value, detail, target, delta }: TileProps) {
  return (
    <div
      className={classes['tile']}
      data-testid={testId}
      data-target={target?.state ?? 'none'}
      role="group"
      aria-label={title}
    >
      <div className={classes['head']}>
        <span>{title}</span>
        {target !== undefined && <TargetMark state={target.state} withWord />}
      </div>
      <div className={classes['figure']}>
        <div className={classes['value']} data-testid={`${testId}-value`}>
          {value}
        </div>
        {delta !== undefined && (
          <span className={classes['delta']} title={delta.against} data-testid={`${testId}-delta`}>
            {delta.text} <span>to baseline</span>
          </span>
        )}
      </div>
      <div className={classes['detail']}>
        <span title={detail}>{detail}</span>
        {target !== undefined && <span title={target.text.limit}>Target {target.text.limit}</span>}
      </div>
    </div>
  )
}
