import { MultiSelect, Select } from '@mantine/core'
import { MOST_BASELINE_RUNS } from '../../shared/baseline.ts'
import { MOST_COMPARED_RUNS } from '../../shared/comparison.ts'
import type { ScenarioRuns, TrendRun } from '../../shared/trends.ts'
import { formatDuration } from '../../shared/units.ts'
import { verdictWord } from '../../shared/verdictText.ts'
import { formatWhen } from '../components/when.ts'
import classes from './compare.module.css'
import type { Picked } from './defaultPick.ts'

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
  const details = new Map(known.map((each) => [each.run.id, detailOf(each)]))
  const renderOption = ({ option }: { option: { value: string; label: string } }) => (
    <span className={classes['option']}>
      {option.label}
      <span>{details.get(option.value)}</span>
    </span>
  )
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
        placeholder={base.length === 0 ? 'Choose runs' : undefined}
        searchable
        maxValues={MOST_BASELINE_RUNS}
        data={options.filter(({ value }) => !runs.includes(value))}
        value={[...base]}
        renderOption={renderOption}
        onChange={(values) => onPick({ base: values, runs })}
        data-testid="compare-base"
      />
      <MultiSelect
        label="Runs to judge"
        size="xs"
        placeholder={runs.length === 0 ? 'Choose runs' : undefined}
        searchable
        maxValues={MOST_COMPARED_RUNS}
        data={options.filter(({ value }) => !base.includes(value))}
        value={[...runs]}
        renderOption={renderOption}
        onChange={(values) => onPick({ base, runs: values })}
        data-testid="compare-runs"
      />
    </div>
  )
}

function labelOf({ run, inBaseline }: TrendRun): string {
  return `${inBaseline ? '★ ' : ''}${run.id}, ${formatWhen(run.startedAtMs)}`
}

function detailOf({ run, values }: TrendRun): string {
  const doubts = run.validity === 'valid' ? [] : [run.validity]
  return [`P95 ${formatDuration(values.p95)}`, verdictWord(run), ...doubts].join(', ')
}
