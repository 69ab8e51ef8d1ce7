import createRuns from './migrations/0001_create_runs.sql?raw'
import addObservedValues from './migrations/0002_add_observed_values.sql?raw'
import baselines from './migrations/0003_baselines.sql?raw'
import addThresholdSource from './migrations/0004_add_threshold_source.sql?raw'
import library from './migrations/0005_library.sql?raw'
import createBreakers from './migrations/0006_create_breakers.sql?raw'
import createSchedules from './migrations/0007_create_schedules.sql?raw'
import countLibraryChanges from './migrations/0008_count_library_changes.sql?raw'
import structureReasons from './migrations/0009_structure_reasons.sql?raw'
import addJudged from './migrations/0010_add_judged.sql?raw'

/** One step of the database's history; append-only. What was released is never edited: its hash is recorded. */
export interface Migration {
  /** 1-based, without gaps. */
  number: number
  name: string
  sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: '0001_create_runs', sql: createRuns },
  { number: 2, name: '0002_add_observed_values', sql: addObservedValues },
  { number: 3, name: '0003_baselines', sql: baselines },
  { number: 4, name: '0004_add_threshold_source', sql: addThresholdSource },
  { number: 5, name: '0005_library', sql: library },
  { number: 6, name: '0006_create_breakers', sql: createBreakers },
  { number: 7, name: '0007_create_schedules', sql: createSchedules },
  { number: 8, name: '0008_count_library_changes', sql: countLibraryChanges },
  { number: 9, name: '0009_structure_reasons', sql: structureReasons },
  { number: 10, name: '0010_add_judged', sql: addJudged },
]
