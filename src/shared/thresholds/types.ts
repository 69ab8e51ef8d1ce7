import type { Tags } from '../metrics/series.ts'

/** What is judged: k6's aggregation methods. `p` carries its percentile 0..100. */
export type Aggregate =
  | { method: 'p'; percent: number }
  | { method: 'avg' | 'min' | 'med' | 'max' | 'count' | 'rate' | 'value' }

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '===' | '!='

/** One threshold, parsed from `metric{tag:value}: ["p(95)<500"]`. */
export interface Threshold {
  /** As written in the file: `http_req_duration{operation:READ}`. */
  metric: string
  metricName: string
  filter: Tags
  /** As written: `p(95)<500`. */
  expression: string
  aggregate: Aggregate
  operator: Operator
  /** As written: milliseconds for time metrics, otherwise the metric's own unit. */
  limit: number
  abortOnFail: boolean
  delayAbortEvalMs: number
}

/** A threshold's outcome. `value` is in the threshold's own unit; null when there was nothing to judge. */
export interface ThresholdResult {
  metric: string
  expression: string
  value: number | null
  limit: number
  /** True when it holds. Nothing to judge holds, as in k6. */
  ok: boolean
  aborted: boolean
}
