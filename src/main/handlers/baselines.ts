import type { Database } from 'better-sqlite3'
import { setBaseline } from '../../core/store/baselines.ts'
import type { StoreReader } from '../../core/store/reader.ts'
import type { Handlers } from '../ipc.ts'

/** The runs that others are measured against. @param changed tells that a baseline is another one now */
export function baselineHandlers(database: Database, reader: StoreReader, changed: () => void) {
  return {
    baselineOf: (query) => reader.ask('baselineOf', query),
    listBaselines: () => reader.ask('listBaselines'),
    setBaseline: (choice) => {
      setBaseline(database, choice, Date.now())
      changed()
      return reader.ask('baselineOf', { scenario: choice.scenario })
    },
  } satisfies Pick<Handlers, 'baselineOf' | 'listBaselines' | 'setBaseline'>
}
