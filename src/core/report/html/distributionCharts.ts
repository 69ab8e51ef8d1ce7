import type { Histogram } from '../../../shared/metrics/histogram.ts'
import { formatDuration, formatPercent } from '../../../shared/units.ts'
import type { Chart } from './chart.ts'

const POINTS_PER_NINE = 24
const MOST_NINES = 6
const BARS = 60

/** How the durations of all requests of a run spread. @param durations in microseconds */
export function distributionCharts(durations: Histogram): Chart[] {
  return durations.count === 0 ? [] : [percentileCurve(durations), distribution(durations)]
}

/** The x axis is in nines: 90 %, 99 %, 99.9 %. It ends where a further nine would be less than one request. */
function percentileCurve(durations: Histogram): Chart {
  const nines = Math.min(MOST_NINES, Math.max(1, Math.ceil(Math.log10(durations.count))))
  const places = Array.from({ length: nines * POINTS_PER_NINE + 1 }, (_, index) => index / (nines * POINTS_PER_NINE))
  const percents = places.map((place) => 100 * (1 - 10 ** (-place * nines)))
  return {
    title: 'Percentiles of the whole run',
    kind: 'lines',
    places,
    names: percents.map((percent) => `P${Number(percent.toFixed(nines + 1))}`),
    nameTitle: 'Percentile',
    ticks: Array.from({ length: nines + 1 }, (_, nine) => ({
      place: nine / nines,
      text: nine === 0 ? '0 %' : `${(100 * (1 - 10 ** -nine)).toFixed(Math.max(0, nine - 2))} %`,
    })),
    series: [
      { label: 'Response time', color: 'blue', values: percents.map((percent) => durations.percentile(percent)) },
    ],
    show: formatDuration,
    leastTop: 1,
    targets: [],
  }
}

/** Bars of equal ratio: each is as many times longer than the one before. */
function distribution(durations: Histogram): Chart {
  const low = Math.log(Math.max(1, durations.min))
  const width = Math.max(0.001, (Math.log(Math.max(1, durations.max)) - low) / BARS)
  const counts = Array.from({ length: BARS }, () => 0)
  durations.forEach((value, count) => {
    const bar = Math.min(BARS - 1, Math.max(0, Math.floor((Math.log(Math.max(1, value)) - low) / width)))
    counts[bar] = (counts[bar] ?? 0) + count
  })
  const edge = (bar: number): string => formatDuration(Math.exp(low + bar * width))
  return {
    title: 'Distribution of response times',
    kind: 'bars',
    places: counts.map((_count, bar) => (bar + 0.5) / BARS),
    names: counts.map((_count, bar) => `${edge(bar)} to ${edge(bar + 1)}`),
    nameTitle: 'Response time',
    ticks: [0, 15, 30, 45, 60].map((bar) => ({ place: bar / BARS, text: edge(bar) })),
    series: [{ label: 'Share of requests', color: 'blue', values: counts.map((count) => count / durations.count) }],
    show: formatPercent,
    leastTop: 0.01,
    targets: [],
  }
}
