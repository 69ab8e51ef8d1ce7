import { HeadroomError } from '../../../shared/errors.ts'
import type { LoadFacts, MachineFacts, RunOrigin, RunSink } from '../../../shared/run.ts'
import { PRODUCT_VERSIONS } from '../../productVersions.ts'

/** What a reader of another tool's results finds out besides the figures. */
export interface ForeignFacts {
  /** Of the scenario or file, as the list shows it. */
  name: string
  /** What comparisons over time group it by. Absent: its name. */
  scenario?: string | undefined
  origin: RunOrigin
  /** Thresholds of the tool that were missed, as the tool writes them. */
  missed: readonly string[]
  /** What was left out, as sentences. */
  warnings: readonly string[]
}

/** What a user calls an import, instead of what its file says. */
export interface ImportedAs {
  name?: string | undefined
  /** Absent: the name that was given. */
  scenario?: string | undefined
}

/** @param source what was read; its path is told */
export function badResults(source: { path: string }, why: string, line?: number): HeadroomError {
  return new HeadroomError({
    code: 'IMPORT_INVALID',
    message: `The results cannot be read: ${why}.`,
    hint: 'Make the file again with the tool, or import another of its formats (docs/imports.md).',
    at: { file: source.path, ...(line === undefined ? {} : { line }) },
  })
}

export function tooLarge(source: { path: string }, why: string): HeadroomError {
  return new HeadroomError({
    code: 'IMPORT_TOO_LARGE',
    message: `The results are too large: ${why}.`,
    hint: 'Import a summary of the tool, or a part of the file.',
    at: { file: source.path },
  })
}

/** Begins the stored run. @param span epoch milliseconds and milliseconds */
export function beginForeign(
  sink: RunSink,
  id: string,
  facts: ForeignFacts,
  { startedAtMs, durationMs }: { startedAtMs: number; durationMs: number },
): void {
  sink.begin({
    id,
    name: facts.name,
    scenario: facts.scenario ?? facts.name,
    scenarioText: '',
    baseUrl: '',
    startedAtMs: Math.round(startedAtMs),
    plannedDurationMs: Math.round(durationMs),
    workers: 0,
    machine: UNKNOWN_MACHINE,
    origin: facts.origin,
  })
}

/** Ends the stored run: what is not known of a load generator that was not ours is 0. */
export function finishForeign(
  sink: RunSink,
  facts: ForeignFacts,
  durationMs: number,
  load: Pick<LoadFacts, 'peakVUs' | 'droppedIterations'>,
): void {
  sink.finish({
    durationMs,
    status: facts.missed.length > 0 ? 'failed' : 'passed',
    validity: 'doubtful',
    reasons: [
      ...facts.missed.map((text) => ({ about: 'target' as const, text })),
      ...[doubtOf(facts.origin), ...facts.warnings].map((text) => ({ about: 'measurement' as const, text })),
    ],
    thresholds: [],
    checks: [],
    load: {
      workers: 0,
      peakVUs: load.peakVUs,
      droppedIterations: load.droppedIterations,
      loopDelayP99Ms: 0,
      cpuShareMax: 0,
      timerLatenessP99Ms: 0,
      coordinatorLoopDelayP99Ms: 0,
    },
  })
}

/** Why an imported run is doubtful, whatever its figures. */
function doubtOf({ format }: RunOrigin): string {
  return `Imported from ${format}: whether its load generator kept up is not known.`
}

const UNKNOWN_MACHINE: MachineFacts = {
  hostname: 'not known',
  os: 'not known',
  arch: 'not known',
  cpu: 'not known',
  cores: 0,
  memoryBytes: 0,
  versions: { ...PRODUCT_VERSIONS, node: 'not known' },
}
