import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { ImportedRun } from '../../../../shared/library.ts'
import type { LivePoint } from '../../../../shared/run.ts'
import type { RunSummary } from '../../../../shared/summary.ts'
import { openDatabase } from '../../../store/database.ts'
import { readRun } from '../../../store/queries/runDetail.ts'
import { RunWriter } from '../../../store/runWriter.ts'
import { temporaryFolder } from '../../../store/testing/folders.ts'
import type { ImportedAs } from '../foreignRun.ts'
import { importResults } from '../importResults.ts'

export const START_MS = Date.UTC(2026, 10, 1, 12)
export const WRITTEN_MS = START_MS + 3_600_000

export const iso = (offsetMs: number): string => new Date(START_MS + offsetMs).toISOString()

export type Imported = ImportedRun & { summary: RunSummary; points: readonly LivePoint[] }

export interface Importing {
  database: Database
  file: string
  /** Writes a file with this text and imports it. */
  imported(text: string | Buffer): Promise<Imported>
  /** Imports what a tool really wrote (testing/README.md). */
  importedReal(name: string, as?: ImportedAs): Promise<Imported>
}

/** A new database for a test, and a way to import into it. */
export function importing(): Importing {
  const folder = temporaryFolder()
  const file = join(folder, 'results')
  const database = openDatabase(join(folder, 'headroom.db'))
  onTestFinished(() => {
    database.close()
  })
  let imports = 0
  const store = async (path: string, as?: ImportedAs): Promise<Imported> => {
    const run = await importResults(path, `run-${++imports}`, new RunWriter(database), {}, as)
    const { summary, points } = readRun(database, run.id)
    return { ...run, summary, points }
  }
  return {
    database,
    file,
    imported: (text) => {
      writeFileSync(file, text)
      utimesSync(file, WRITTEN_MS / 1000, WRITTEN_MS / 1000)
      return store(file)
    },
    importedReal: (name, as) => store(join(import.meta.dirname, name), as),
  }
}

export function realText(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}

/** k6's lines: a request every 100 ms for so many seconds; each tenth fails. */
export function k6Lines(seconds: number, durationMs: (index: number) => number): string {
  const metric = (name: string, type: string, contains = 'default'): string =>
    JSON.stringify({ type: 'Metric', data: { name, type, contains, thresholds: [], submetrics: null }, metric: name })
  const lines = [metric('http_reqs', 'counter'), metric('http_req_duration', 'trend', 'time'), metric('wait', 'gauge')]
  for (let index = 0; index < seconds * 10; index++) {
    const failed = index % 10 === 0
    const tags = {
      name: 'browse',
      method: 'GET',
      status: failed ? '0' : '200',
      url: `http://x/${index}`,
      scenario: 'default',
      group: '',
      ...(failed ? { error: `dial tcp 10.0.0.${index}:80: connection refused`, error_code: '1212' } : {}),
    }
    const point = (name: string, value: number): string =>
      JSON.stringify({ metric: name, type: 'Point', data: { time: iso(index * 100), value, tags } })
    lines.push(point('http_reqs', 1), point('http_req_duration', durationMs(index)))
    lines.push(point('http_req_failed', failed ? 1 : 0), point('wait', index))
  }
  return `${lines.join('\n')}\n`
}
