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
      <RunsSelect
        label="Baseline"
        most={MOST_BASELINE_RUNS}
        known={known}
        value={base}
        taken={runs}
        onChange={(ids) => onPick({ base: ids, runs })}
        testId="compare-base"
      />
      <RunsSelect
        label="Runs to judge"
        most={MOST_COMPARED_RUNS}
        known={known}
        value={runs}
        taken={base}
        onChange={(ids) => onPick({ base, runs: ids })}
        testId="compare-runs"
      />
    </div>
  )
}

interface RunsSelectProps {
  label: string
  most: number
  known: readonly TrendRun[]
  value: readonly string[]
  /** Runs that stand on the other side. */
  taken: readonly string[]
  onChange: (ids: readonly string[]) => void
  testId: string
}

/** One side of a comparison: runs of the scenario, the newest first. */
function RunsSelect({ label, most, known, value, taken, onChange, testId }: RunsSelectProps) {
  const free = known.toReversed().filter(({ run }) => !taken.includes(run.id))
  const details = new Map(free.map((each) => [each.run.id, detailOf(each)]))
  return (
    <MultiSelect
      label={label}
      size="xs"
      placeholder={value.length === 0 ? 'Choose runs' : undefined}
      searchable
      maxValues={most}
      classNames={{ pillsList: classes['pills'] ?? '' }}
      data={free.map((each) => ({ value: each.run.id, label: labelOf(each) }))}
      value={[...value]}
      renderOption={({ option }) => (
        <span className={classes['option']}>
          {option.label}
          <span>{details.get(option.value)}</span>
        </span>
      )}
      onChange={onChange}
      data-testid={testId}
    />
  )
}

function labelOf({ run, inBaseline }: TrendRun): string {
  return `${inBaseline ? '★ ' : ''}${run.id}, ${formatWhen(run.startedAtMs)}`
}

function detailOf({ run, values }: TrendRun): string {
  const doubts = run.validity === 'valid' ? [] : [run.validity]
  return [`P95 ${formatDuration(values.p95)}`, verdictWord(run), ...doubts].join(', ')
}
