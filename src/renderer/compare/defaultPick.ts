import type { TrendRun } from '../../shared/trends.ts'

/** What is compared with what. */
export interface Picked {
  base: readonly string[]
  runs: readonly string[]
}

/** The baseline, or else the run before; and the newest run that is not part of it. @param known the oldest first */
export function defaultPick(known: readonly TrendRun[], wanted: Partial<Picked>): Picked {
  const newestFirst = known.toReversed()
  const ids = newestFirst.map(({ run }) => run.id)
  const baseline = newestFirst.filter(({ inBaseline }) => inBaseline).map(({ run }) => run.id)
  const newest = ids.find((id) => !(wanted.base ?? baseline).includes(id)) ?? ids[0]
  const runs = wanted.runs ?? (newest === undefined ? [] : [newest])
  if (wanted.base !== undefined) return { base: wanted.base, runs }
  const base = baseline.filter((id) => !runs.includes(id))
  if (base.length > 0) return { base, runs }
  const before = ids.slice(ids.indexOf(runs[0] ?? '') + 1).find((id) => !runs.includes(id))
  const other = before ?? ids.find((id) => !runs.includes(id))
  return { base: other === undefined ? [] : [other], runs }
}
