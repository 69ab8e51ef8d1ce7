import type { RunEvent } from '../../shared/run.ts'
import type { RunOptions } from './runScenario.ts'

/** What a run says of its baseline when it starts: which it is, and which thresholds need one that is not there. */
export function baselineNotes({
  scenario,
  baseline = [],
}: Pick<RunOptions, 'scenario' | 'baseline'>): Pick<RunEvent, 'level' | 'text'>[] {
  const unjudged = scenario.thresholds.filter(({ limit }) => limit === null)
  const notes: Pick<RunEvent, 'level' | 'text'>[] = []
  if (baseline.length > 0) notes.push({ level: 'info', text: `Measured against the baseline ${baseline.join(', ')}.` })
  if (unjudged.length > 0) {
    const which = unjudged.map(({ metric, expression }) => `${metric}: ${expression}`).join('; ')
    const why = baseline.length === 0 ? 'the scenario has no baseline' : 'the baseline measured nothing of it'
    notes.push({ level: 'warning', text: `Not judged, because ${why}: ${which}.` })
  }
  return notes
}
