import { thresholdText, type ThresholdText } from '../shared/thresholds/format.ts'
import { parseThreshold } from '../shared/thresholds/parse.ts'
import { type ThresholdState, thresholdState } from '../shared/thresholds/state.ts'
import type { Threshold, ThresholdResult } from '../shared/thresholds/types.ts'

/** The four headline figures of a run. */
export type TileName = 'p95' | 'rate' | 'errors' | 'vus'

/** A threshold over the whole run that a headline figure is measured against. */
export interface TileTarget {
  state: ThresholdState
  text: ThresholdText
  result: ThresholdResult
}

const BELONGS: Readonly<Record<TileName, (threshold: Threshold) => boolean>> = {
  p95: ({ metricName, aggregate }) =>
    metricName === 'http_req_duration' && aggregate.method === 'p' && aggregate.percent === 95,
  rate: ({ metricName, aggregate }) => metricName === 'http_reqs' && aggregate.method === 'rate',
  errors: ({ metricName }) => metricName === 'http_req_failed',
  vus: ({ metricName }) => metricName === 'vus',
}

/**
 * The threshold that a tile shows: over all requests, not a part of them. Of several one that is missed comes first, then the
 * one that leaves the least room.
 */
export function targetOfTile(tile: TileName, results: readonly ThresholdResult[]): TileTarget | undefined {
  const own = results.filter((result) => {
    const threshold = parseThreshold(result.metric, result.expression)
    return Object.keys(threshold.filter).length === 0 && BELONGS[tile](threshold)
  })
  const [first] = own.toSorted((a, b) => Number(a.ok) - Number(b.ok) || room(a) - room(b))
  if (first === undefined) return undefined
  return { state: thresholdState(first), text: thresholdText(first), result: first }
}

/** Of a row: the same expression may stand in the scenario and in a targets file. */
export function thresholdKey({
  metric,
  expression,
  source = '',
}: Pick<ThresholdResult, 'metric' | 'expression' | 'source'>): string {
  return `${metric}: ${expression} ${source}`
}

/** Distance to the limit as a share of it; nothing judged yet leaves all room. */
function room({ value, limit }: ThresholdResult): number {
  return value === null || limit === null || limit === 0 ? Infinity : Math.abs(limit - value) / Math.abs(limit)
}
