import type { MetricSummary, RunSummary } from '../../shared/summary.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatRate } from '../../shared/units.ts'
import { formatVUs } from '../vus.ts'
import classes from './report.module.css'

type Trend = Extract<MetricSummary, { type: 'trend' }>

/** The headline figures of the whole run in one row. */
export function Figures({ summary }: { summary: RunSummary }) {
  const { metrics, load } = summary
  const duration = trend(metrics['http_req_duration'])
  const requests = metrics['http_reqs']
  const failed = metrics['http_req_failed']
  const received = metrics['data_received']
  const ms = (value: number | undefined): string => formatDuration(value === undefined ? null : value * 1000)
  const figures: readonly (readonly [name: string, value: string, testId: string])[] = [
    ['P50', ms(duration?.['p(50)']), 'p50'],
    ['P95', ms(duration?.['p(95)']), 'p95'],
    ['P99', ms(duration?.['p(99)']), 'p99'],
    ['P99.9', ms(duration?.['p(99.9)']), 'p999'],
    ['Slowest', ms(duration?.max), 'max'],
    ['Requests', requests?.type === 'counter' ? formatCount(requests.count) : '–', 'requests'],
    ['Request rate', requests?.type === 'counter' ? formatRate(requests.rate) : '–', 'rate'],
    ['Error rate', failed?.type === 'rate' ? formatPercent(failed.rate) : '–', 'errors'],
    ['Peak load', formatVUs(load.peakVUs), 'vus'],
    ['Received', received?.type === 'counter' ? formatBytes(received.count) : '–', 'received'],
    ...(load.droppedIterations > 0 ? ([['Dropped', formatCount(load.droppedIterations), 'dropped']] as const) : []),
  ]
  return (
    <dl className={classes['figures']}>
      {figures.map(([name, value, testId]) => (
        <div key={name} data-testid={`figure-${testId}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function trend(metric: MetricSummary | undefined): Trend | undefined {
  return metric?.type === 'trend' && metric.count > 0 ? metric : undefined
}
