import type { Tags } from '../metrics/series.ts'

/** What is judged: k6's aggregation methods. `p` carries its percentile 0..100. */
export type Aggregate =
  | { method: 'p'; percent: number }
  | { method: 'avg' | 'min' | 'med' | 'max' | 'count' | 'rate' | 'value' }

/** A limit relative to a baseline: `baseline + 10%` has 0.1 of its value, `baseline - 50ms` an amount. */
export type BaselineOffset = { share: number } | { amount: number; isTime: boolean }

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
  /** Milliseconds for time metrics, otherwise the metric's own unit. Null: relative to a baseline that is not there. */
  limit: number | null
  /** Only when the limit is relative to a baseline: how far from it, in the unit of `limit`. */
  offset?: BaselineOffset
  /** The baseline's value, once it is known, in the unit of `limit`. */
  baseline?: number
  abortOnFail: boolean
  delayAbortEvalMs: number
  /** The written target that it stands for, of a targets file: `AI answers within 5 s (Targets of the mission)`. */
  source?: string
}

/** A threshold's outcome. Figures are in the threshold's own unit; `value` is null when there was nothing to judge. */
export interface ThresholdResult {
  metric: string
  expression: string
  value: number | null
  /** The limit that applied; null when it is relative to a baseline that was not there: then nothing was judged. */
  limit: number | null
  /** What the baseline's value was; only of thresholds relative to one. */
  baseline?: number
  /** True when it holds. Nothing to judge holds, as in k6. */
  ok: boolean
  aborted: boolean
  /** See Threshold; absent for thresholds of the scenario itself. */
  source?: string
}
