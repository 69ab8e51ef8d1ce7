import type { ScenarioOverview } from '../../shared/ipc.ts'
import { formatClock, formatCount } from '../../shared/units.ts'
import classes from './charts.module.css'
import { planPath } from './planPath.ts'

const WIDTH = 300
const HEIGHT = 64
const LABEL_PX = 16

interface PlanCurveProps extends Pick<ScenarioOverview['plan'][number], 'unit' | 'points' | 'executor'> {
  /** Of the whole scenario, so that several executors stand under each other. */
  durationMs: number
}

/** The planned load of one executor over time. */
export function PlanCurve({ executor, unit, points, durationMs }: PlanCurveProps) {
  const top = Math.max(1, ...points.map(([, value]) => value))
  const { line, area } = planPath(points, { durationMs, top, width: WIDTH, height: HEIGHT })
  const peak = `${Number.isInteger(top) ? formatCount(top) : top.toPrecision(3)} ${unit}`
  return (
    <svg
      className={classes['planCurve']}
      viewBox={`0 -${LABEL_PX} ${WIDTH} ${HEIGHT + 2 * LABEL_PX}`}
      role="img"
      aria-label={`Planned load of ${executor}: at most ${peak} over ${formatClock(durationMs)}`}
    >
      <line x2={WIDTH} stroke="var(--hr-border)" strokeDasharray="2 3" />
      <path d={area} fill="var(--hr-accent)" opacity="0.14" />
      <path d={line} fill="none" stroke="var(--hr-accent)" strokeWidth="1.75" strokeLinejoin="round" />
      <line y1={HEIGHT} y2={HEIGHT} x2={WIDTH} stroke="var(--hr-border)" />
      <g fill="var(--hr-muted)" fontSize="10.5">
        <text y={-5}>{peak}</text>
        <text y={HEIGHT + 13}>0:00</text>
        <text x={WIDTH} y={HEIGHT + 13} textAnchor="end">
          {formatClock(durationMs)}
        </text>
      </g>
    </svg>
  )
}
