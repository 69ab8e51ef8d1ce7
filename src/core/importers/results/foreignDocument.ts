import type { Aggregates } from './aggregates.ts'
import type { ForeignFacts } from './foreignRun.ts'

/** Results that a tool has added up itself. */
export interface ForeignDocument {
  facts: ForeignFacts
  aggregates: Aggregates
  startedAtMs: number
  durationMs: number
}
