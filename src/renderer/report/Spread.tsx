import { useCallback, useMemo } from 'react'
import type { Distribution, HeatMap, SecondRange } from '../../shared/report.ts'
import { FigureChart } from '../charts/FigureChart.tsx'
import type { Scheme } from '../charts/colors.ts'
import { barsConfiguration, barsTable, curveConfiguration, curveTable } from './distributionCharts.ts'
import { heatMapConfiguration, heatMapTable } from './heatMapChart.ts'
import classes from './report.module.css'

/** How response times spread: percentile curve and distribution of the range, heat map of the run. */
export function Spread({
  distribution,
  heatMap,
  range,
}: {
  distribution: Distribution | null
  heatMap: HeatMap | null
  range: SecondRange | null
}) {
  if (distribution === null && heatMap === null) return null
  return (
    <div className={classes['spread']}>
      {distribution !== null && <Shape distribution={distribution} />}
      {heatMap !== null && <Map map={heatMap} range={range} />}
    </div>
  )
}

function Shape({ distribution }: { distribution: Distribution }) {
  const curve = useCallback((scheme: Scheme) => curveConfiguration(distribution, scheme), [distribution])
  const bars = useCallback((scheme: Scheme) => barsConfiguration(distribution, scheme), [distribution])
  const tables = useMemo(() => ({ curve: curveTable(distribution), bars: barsTable(distribution) }), [distribution])
  return (
    <>
      <FigureChart
        name="percentiles"
        note="Response time that so many percent of requests did not exceed"
        title="Percentiles"
        draw={curve}
        table={tables.curve}
      />
      <FigureChart
        name="distribution"
        note="Share of requests by response time"
        title="Distribution of response times"
        draw={bars}
        table={tables.bars}
      />
    </>
  )
}

function Map({ map, range }: { map: HeatMap; range: SecondRange | null }) {
  const draw = useCallback((scheme: Scheme) => heatMapConfiguration(map, range, scheme), [map, range])
  const table = useMemo(() => heatMapTable(map), [map])
  return (
    <FigureChart
      name="heat-map"
      title="Response times over time"
      note="The stronger the colour, the more requests took so long"
      draw={draw}
      table={table}
      className={classes['heatMap']}
    />
  )
}
