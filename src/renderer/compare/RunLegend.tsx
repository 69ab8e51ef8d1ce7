import { useComputedColorScheme } from '@mantine/core'
import { seriesColor } from '../charts/colors.ts'
import { formatWhen } from '../components/when.ts'
import classes from './compare.module.css'
import { DASHES } from './CurveChart.tsx'
import type { Shown } from './OverlaidCharts.tsx'

/** Lines that look alike and come and go together. */
interface Family {
  name: string
  members: readonly Shown[]
}

/** The baseline, however many runs it is, and each of the other runs. */
export function familiesOf(shown: readonly Shown[]): Family[] {
  const bases = shown.filter(({ isBase }) => isBase)
  const others = shown.filter(({ isBase }) => !isBase).map((one) => ({ name: one.label, members: [one] }))
  if (bases.length === 0) return others
  return [{ name: bases.length === 1 ? 'Baseline' : `Baseline, ${bases.length} runs`, members: bases }, ...others]
}

interface RunLegendProps {
  families: readonly Family[]
  hidden: ReadonlySet<string>
  onHide: (hidden: ReadonlySet<string>) => void
}

/** Which line is which run, once for all charts below, and a switch to hide it in all of them. */
export function RunLegend({ families, hidden, onHide }: RunLegendProps) {
  const scheme = useComputedColorScheme('light')
  const left = families.filter(({ name }) => !hidden.has(name))
  const toggle = (name: string): void => {
    const next = new Set(hidden)
    if (!next.delete(name)) next.add(name)
    onHide(next)
  }
  return (
    <div className={classes['legend']} role="group" aria-label="Runs on the charts" data-testid="run-legend">
      {families.map(({ name, members }) => {
        const [first] = members
        return (
          <button
            type="button"
            key={name}
            aria-pressed={!hidden.has(name)}
            // Something stays to be seen.
            disabled={left.length === 1 && left[0]?.name === name}
            title={members.map(({ curves: { run } }) => `${run.id}, ${formatWhen(run.startedAtMs)}`).join('\n')}
            onClick={() => toggle(name)}
          >
            {first !== undefined && (
              <svg width="18" height="4" aria-hidden>
                <line
                  x2="18"
                  y1="2"
                  y2="2"
                  stroke={seriesColor(first.color, scheme)}
                  strokeWidth={first.isBase ? 2 : 3}
                  strokeDasharray={first.isBase ? DASHES : undefined}
                />
              </svg>
            )}
            {name}
          </button>
        )
      })}
    </div>
  )
}
