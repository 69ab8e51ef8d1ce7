import type { Template } from '../../../shared/scenario/template.ts'
import type { CustomSeries } from './customSeries.ts'
import type { RequestOp } from './requestOp.ts'
import type { TaggedSeries } from './taggedSeries.ts'
import type { WebSocketOp } from '../websocket/webSocketOp.ts'
import type { SeriesSet } from '../metrics/recorder.ts'
import type { TrendSeries } from '../metrics/series.ts'

/** A flow, compiled: what the interpreter steps through. Groups are flat, with a mark at each end. */
export type Op = RequestOp | WebSocketOp | ThinkOp | ChooseOp | CallOp | GroupStartOp | GroupEndOp | RecordOp

export interface ThinkOp {
  kind: 'think'
  minUs: number
  maxUs: number
}

/** One of the flows, by weight. */
export interface ChooseOp {
  kind: 'choose'
  /** Rising, the last one is 1: branch i is taken when the random number is below limits[i]. */
  limits: readonly number[]
  branches: readonly Flow[]
}

export interface CallOp {
  kind: 'call'
  flow: Flow
}

export interface GroupStartOp {
  kind: 'groupStart'
}

export interface GroupEndOp {
  kind: 'groupEnd'
  set: SeriesSet
  duration: TrendSeries
}

export interface RecordOp {
  kind: 'record'
  metric: string
  value: Template
  series: TaggedSeries<CustomSeries>
}

/** A flow in one surrounding (executor and group): filled in once, after all flows that it refers to exist. */
export interface Flow {
  readonly name: string
  ops: readonly Op[]
}
