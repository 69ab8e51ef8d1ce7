import type { Database } from 'better-sqlite3'
import type { RunComparison } from '../../../shared/comparison.ts'
import { decodeCounts } from '../../../shared/metrics/histogramCodec.ts'
import type { SeriesDefinition } from '../../../shared/metrics/series.ts'
import { SparseCounts } from '../../../shared/metrics/sparseCounts.ts'
import type { SeriesPoint } from '../../../shared/run.ts'
import { type ComparedRun, compareRuns } from '../../analysis/compare/compareRuns.ts'
import { RunWindows, windowsOf } from '../../analysis/compare/runWindows.ts'
import { toldFigures } from '../../analysis/compare/toldFigures.ts'
import { readPoints, readSeries } from './points.ts'
import { factsOf, readSummary } from './runDetail.ts'

/** As `headroom compare` has it. */
export const DEFAULT_TOLERANCE = 0.05

/** Runs, each against the same baseline, with the tolerance of `headroom compare`. @throws HeadroomError RUN_NOT_FOUND */
export function readComparisons(
  database: Database,
  { base, runs }: { base: readonly string[]; runs: readonly string[] },
): RunComparison[] {
  return runs.map((run) => readComparison(database, { base, run, tolerance: DEFAULT_TOLERANCE }))
}

/**
 * Compares a stored run with one or more others.
 * @param tolerance relative difference that counts as none
 * @throws HeadroomError RUN_NOT_FOUND
 */
export function readComparison(
  database: Database,
  { base, run, tolerance }: { base: readonly string[]; run: string; tolerance: number },
): RunComparison {
  const bases = base.map((id) => factsOf(database, id))
  const compared = factsOf(database, run)
  const seconds = Math.min(...[...bases, compared].map(({ facts }) => Math.floor(facts.record.durationMs / 1000)))
  const { windows, windowSeconds } = windowsOf(seconds)
  const whole = [...bases, compared].some(({ facts }) => facts.record.origin?.lacks.includes('seconds') === true)
  const load = ({ number, facts }: typeof compared): ComparedRun =>
    whole
      ? { facts, groups: new Map(), told: toldFigures(readSummary(database, facts.record.id)) }
      : { facts, groups: readGroups(database, number, windows, windowSeconds) }
  return compareRuns(bases.map(load), load(compared), { windows, windowSeconds, tolerance })
}

function readGroups(
  database: Database,
  run: number,
  windows: number,
  windowSeconds: number,
): Map<string | null, RunWindows> {
  const series = new Map(readSeries(database, run).map((each) => [each.id, each]))
  const groups = new Map<string | null, RunWindows>()
  for (const point of readPoints(database, run, 1)) {
    const definition = series.get(point.series)
    const window = Math.floor(point.second / windowSeconds)
    if (definition === undefined || window >= windows) continue
    for (const step of [null, definition.tags['step']]) {
      if (step === undefined || !COMPARED.has(definition.metric)) continue
      let group = groups.get(step)
      if (group === undefined) groups.set(step, (group = new RunWindows(windows)))
      add(group, window, definition, point)
    }
  }
  return groups
}

const COMPARED: ReadonlySet<string> = new Set(['http_req_duration', 'http_reqs', 'http_req_failed'])
const counts = new SparseCounts()

function add(group: RunWindows, window: number, { metric }: SeriesDefinition, point: SeriesPoint): void {
  if (metric === 'http_reqs') group.addRequests(window, point.sum)
  else if (metric === 'http_req_failed') group.addFailed(window, point.sum, point.count)
  else if (point.histogram !== undefined) {
    decodeCounts(counts, point.histogram)
    group.addDurations(window, counts)
  }
}
