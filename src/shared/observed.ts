import { OBSERVED_PREFIX } from './metrics/definitions.ts'
import type { SeriesDefinition, Tags } from './metrics/series.ts'

/** Whether the metric is read by the coordinating process beside the load, not by the load workers. */
export function isBesideLoad(metric: string): boolean {
  return metric.startsWith(OBSERVED_PREFIX) || metric === 'breaker_state'
}

/**
 * By which tags a series is drawn beside the load: observed ones each by all of theirs, the load's own `server_timing` by name,
 * `cache_hits` as one. Undefined for all others.
 */
export function tagsBesideLoad({ metric, tags }: Pick<SeriesDefinition, 'metric' | 'tags'>): Tags | undefined {
  if (isBesideLoad(metric)) return tags
  if (metric === 'server_timing') return { name: tags['name'] ?? '' }
  return metric === 'cache_hits' ? {} : undefined
}
