import { MultiSelect, Select } from '@mantine/core'
import { MOST_BASELINE_RUNS } from '../../shared/baseline.ts'
import { MOST_COMPARED_RUNS } from '../../shared/comparison.ts'
import type { ScenarioRuns, TrendRun } from '../../shared/trends.ts'
import { formatDuration } from '../../shared/units.ts'
import { statusWord } from '../components/StatusBadge.tsx'
import { formatWhen } from '../components/when.ts'
import classes from './compare.module.css'

/** What is compared with what. */
export interface Picked {
  base: readonly string[]
  runs: readonly string[]
}

interface RunPickerProps {
  scenarios: readonly ScenarioRuns[]
  scenario: string
  /** The runs of the scenario, the oldest first. */
  known: readonly TrendRun[]
  picked: Picked
  onScenario: (scenario: string) => void
  onPick: (picked: Picked) => void
}

/** A scenario, the runs that are its base, and the runs to judge. */
export function RunPicker({ scenarios, scenario, known, picked, onScenario, onPick }: RunPickerProps) {
  const options = known.toReversed().map((each) => ({ value: each.run.id, label: labelOf(each) }))
  const { base, runs } = picked
  return (
    <div className={classes['picker']}>
      <Select
        label="Scenario"
        size="xs"
        searchable
        allowDeselect={false}
        data={scenarios.map((each) => each.scenario)}
        value={scenario}
        onChange={(value) => value !== null && onScenario(value)}
        data-testid="compare-scenario"
      />
      <MultiSelect
        label="Baseline"
        size="xs"
        searchable
        maxValues={MOST_BASELINE_RUNS}
        data={options.filter(({ value }) => !runs.includes(value))}
        value={[...base]}
        onChange={(values) => onPick({ base: values, runs })}
        data-testid="compare-base"
      />
      <MultiSelect
        label="Runs to judge"
        size="xs"
        searchable
        maxValues={MOST_COMPARED_RUNS}
        data={options.filter(({ value }) => !base.includes(value))}
        value={[...runs]}
        onChange={(values) => onPick({ base, runs: values })}
        data-testid="compare-runs"
      />
    </div>
  )
}

function labelOf({ run, values, inBaseline }: TrendRun): string {
  const parts = [formatWhen(run.startedAtMs), `P95 ${formatDuration(values.p95)}`, statusWord(run.status), run.id]
  return `${inBaseline ? '★ ' : ''}${parts.join(', ')}`
}

/** The baseline, or the run before; the newest run that is not part of it. */
export function defaultPick(known: readonly TrendRun[], wanted: Partial<Picked>): Picked {
  const newestFirst = known.toReversed()
  const inBaseline = newestFirst.filter((each) => each.inBaseline).map(({ run }) => run.id)
  const ids = newestFirst.map(({ run }) => run.id)
  const free = (ids_: readonly string[], taken: readonly string[]): string | undefined =>
    ids_.find((id) => !taken.includes(id))
  const newest = free(ids, wanted.base ?? inBaseline)
  const runs = wanted.runs ?? (newest === undefined ? [] : [newest])
  const before = free(ids.slice(Math.max(0, ids.indexOf(runs[0] ?? '') + 1)), runs) ?? free(ids, runs)
  const rest = inBaseline.filter((id) => !runs.includes(id))
  const base = wanted.base ?? (rest.length > 0 ? rest : before === undefined ? [] : [before])
  return { base, runs }
}
