import type { Histogram } from '../../../shared/metrics/histogram.ts'
import type { Distribution } from '../../../shared/report.ts'
import { formatDuration, formatPercent } from '../../../shared/units.ts'
import { distributionOf } from '../../analysis/distribution.ts'
import type { Chart } from './chart.ts'

/** How the durations of all requests of a run spread. @param durations in microseconds */
export function distributionCharts(durations: Histogram): Chart[] {
  const distribution = distributionOf(durations)
  return distribution === null ? [] : [percentileCurve(distribution), bars(distribution, durations.count)]
}

/** The x axis is in nines: 90 %, 99 %, 99.9 %. */
function percentileCurve({ curve, nines }: Distribution): Chart {
  return {
    title: 'Percentiles',
    kind: 'lines',
    places: curve.map((_point, index) => index / (curve.length - 1)),
    names: curve.map(({ percent }) => `P${Number(percent.toFixed(nines + 1))}`),
    nameTitle: 'Percentile',
    ticks: Array.from({ length: nines + 1 }, (_, nine) => ({
      place: nine / nines,
      text: nine === 0 ? '0 %' : `${(100 * (1 - 10 ** -nine)).toFixed(Math.max(0, nine - 2))} %`,
    })),
    series: [{ label: 'Response time', color: 'blue', values: curve.map(({ us }) => us) }],
    show: formatDuration,
    leastTop: 1,
    targets: [],
  }
}

function bars(distribution: Distribution, requests: number): Chart {
  const shown = distribution.bars
  return {
    title: 'Distribution of response times',
    kind: 'bars',
    places: shown.map((_bar, index) => (index + 0.5) / shown.length),
    names: shown.map(({ fromUs, toUs }) => `${formatDuration(fromUs)} to ${formatDuration(toUs)}`),
    nameTitle: 'Response time',
    ticks: [0, 0.25, 0.5, 0.75, 1].map((place) => ({
      place,
      text: formatDuration(shown[place * shown.length]?.fromUs ?? shown.at(-1)?.toUs ?? 0),
    })),
    series: [{ label: 'Share of requests', color: 'blue', values: shown.map(({ count }) => count / requests) }],
    show: formatPercent,
    leastTop: 0.01,
    targets: [],
  }
}
