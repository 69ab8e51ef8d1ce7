import { Button, RangeSlider } from '@mantine/core'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { SecondRange } from '../../shared/report.ts'
import { formatClock, formatDuration } from '../../shared/units.ts'
import classes from './report.module.css'

interface RangeBarProps {
  /** Null: the whole run. */
  range: SecondRange | null
  lastSecond: number
  onRange: (range: SecondRange | null) => void
}

/** The range of time that the figures are of: shown, set with the keyboard, and reset. */
export function RangeBar({ range, lastSecond, onRange }: RangeBarProps) {
  const chosen = range ?? { from: 0, to: lastSecond }
  /** While the ends are being moved. */
  const [moving, setMoving] = useState<[number, number] | null>(null)
  const [from, end] = moving ?? [chosen.from, chosen.to + 1]
  const choose = ([first, last]: [number, number]) => {
    setMoving(null)
    const isWhole = first === 0 && last === lastSecond + 1
    onRange(isWhole ? null : { from: first, to: Math.max(first, last - 1) })
  }
  return (
    <section className={classes['rangeBar']} aria-label="Time range" data-active={range !== null}>
      <b>{range === null ? 'Whole run' : 'Part of the run'}</b>
      <span className={classes['rangeText']} data-testid="range">
        {formatClock(from * 1000)} to {formatClock(end * 1000)} ({formatDuration((end - from) * 1e6)})
      </span>
      <RangeSlider
        className={classes['rangeSlider'] ?? ''}
        size="sm"
        min={0}
        max={lastSecond + 1}
        minRange={1}
        label={null}
        value={[from, end]}
        onChange={setMoving}
        onChangeEnd={choose}
        thumbFromLabel="Range begins at this second"
        thumbToLabel="Range ends at this second"
      />
      {range === null ? (
        <span className={classes['rangeHint']}>Drag on a chart, or move the ends with the arrow keys</span>
      ) : (
        <Button
          variant="default"
          leftSection={<RotateCcw size={13} />}
          onClick={() => onRange(null)}
          data-testid="range-reset"
        >
          Whole run
        </Button>
      )}
    </section>
  )
}
