import type { Baseline } from '../../shared/baseline.ts'
import type { LivePoint, LiveTick } from '../../shared/run.ts'
import { formatCount, formatPercent, formatRate, formatSpent, formatVUs } from '../../shared/units.ts'
import { targetOfTile } from '../targets.ts'
import { deltasOf } from './baselineDelta.ts'
import classes from './tiles.module.css'
import { Tile } from './Tile.tsx'

interface Figure {
  value: string
  detail: string
}

/** The four headline figures of a run. Response time and errors are of the whole run, as targets are. */
export function Tiles({ tick, running, baseline }: { tick: LiveTick; running: boolean; baseline: Baseline | null }) {
  const figures = running ? figuresOfNow(tick) : figuresOfAll(tick)
  const deltas = deltasOf(tick, running, baseline)
  const target = (tile: Parameters<typeof targetOfTile>[0]) => targetOfTile(tile, tick.thresholds)
  return (
    <div className={classes['tiles']}>
      <Tile testId="tile-p95" title="P95 response time" {...figures.p95} delta={deltas.p95} target={target('p95')} />
      <Tile testId="tile-rate" title="Request rate" {...figures.rate} delta={deltas.rate} target={target('rate')} />
      <Tile
        testId="tile-errors"
        title="Error rate"
        {...figures.errors}
        delta={deltas.errors}
        target={target('errors')}
      />
      <Tile testId="tile-vus" title="Virtual users" {...figures.vus} target={target('vus')} />
    </div>
  )
}

type Figures = Record<'p95' | 'rate' | 'errors' | 'vus', Figure>

function figuresOfNow(tick: LiveTick): Figures {
  const { total, point } = tick
  if (point === undefined) {
    const waiting = { value: '–', detail: 'Not measured yet' }
    return { p95: waiting, rate: waiting, errors: waiting, vus: waiting }
  }
  const planned =
    point.plannedVUs === null ? `${formatVUs(tick.load.peakVUs)} at the peak` : `${formatVUs(point.plannedVUs)} planned`
  return {
    p95: { value: p95Of(tick), detail: lastSecond(point, formatSpent(point.p95Us)) },
    rate: { value: formatRate(point.requestRate), detail: `${formatRate(total.requestRate)} on average` },
    errors: { value: errorsOf(tick), detail: lastSecond(point, formatPercent(point.failedShare)) },
    vus: { value: formatVUs(point.vus), detail: [planned, droppedOf(tick)].filter((part) => part !== '').join(', ') },
  }
}

function lastSecond({ requestRate }: LivePoint, figure: string): string {
  return `Last second: ${requestRate === 0 ? 'no request' : figure}`
}

function figuresOfAll(tick: LiveTick): Figures {
  const { total, load } = tick
  const dropped = droppedOf(tick)
  return {
    p95: { value: p95Of(tick), detail: 'Whole run' },
    rate: { value: formatRate(total.requestRate), detail: `${formatCount(total.requests)} requests` },
    errors: { value: errorsOf(tick), detail: 'Whole run' },
    vus: { value: formatVUs(load.peakVUs), detail: dropped === '' ? 'At the peak' : `At the peak, ${dropped}` },
  }
}

function p95Of({ total }: LiveTick): string {
  return formatSpent(total.requests > 0 ? total.p95Us : null)
}

function errorsOf({ total }: LiveTick): string {
  return total.requests > 0 ? formatPercent(total.failedShare) : '–'
}

function droppedOf({ load }: LiveTick): string {
  return load.droppedIterations === 0 ? '' : `${formatCount(load.droppedIterations)} iterations dropped`
}
