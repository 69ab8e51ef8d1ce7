import type { LiveTick } from '../../shared/run.ts'
import { formatCount, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { targetOfTile } from '../targets.ts'
import classes from './live.module.css'
import { Tile } from './Tile.tsx'

/** The four headline figures: over the whole run so far, with the newest second beside them. */
export function Tiles({ tick, running }: { tick: LiveTick; running: boolean }) {
  const { total, point, load, thresholds } = tick
  const now = (value: string): string => (running ? `${value} in the last second` : 'Whole run')
  const hasRequests = total.requests > 0
  return (
    <div className={classes['tiles']}>
      <Tile
        testId="tile-p95"
        title="P95 response time"
        value={formatDuration(hasRequests ? total.p95Us : null)}
        detail={now(formatDuration(point?.p95Us ?? null))}
        target={targetOfTile('p95', thresholds)}
      />
      <Tile
        testId="tile-rate"
        title="Request rate"
        value={formatRate(running ? (point?.requestRate ?? 0) : total.requestRate)}
        detail={running ? `${formatRate(total.requestRate)} on average` : `${formatCount(total.requests)} requests`}
        target={targetOfTile('rate', thresholds)}
      />
      <Tile
        testId="tile-errors"
        title="Error rate"
        value={hasRequests ? formatPercent(total.failedShare) : '–'}
        detail={now(formatPercent(point?.failedShare ?? 0))}
        target={targetOfTile('errors', thresholds)}
      />
      <Tile
        testId="tile-vus"
        title="Virtual users"
        value={`${formatCount(running ? (point?.vus ?? 0) : load.peakVUs)} VUs`}
        detail={vusDetail(tick, running)}
        target={targetOfTile('vus', thresholds)}
      />
    </div>
  )
}

function vusDetail({ point, load }: LiveTick, running: boolean): string {
  const dropped = load.droppedIterations === 0 ? '' : `, ${formatCount(load.droppedIterations)} iterations dropped`
  if (!running) return `At the peak${dropped}`
  const planned = point?.plannedVUs ?? null
  return `${planned === null ? `${formatCount(load.peakVUs)} VUs at the peak` : `${formatCount(planned)} VUs planned`}${dropped}`
}
