import { UnstyledButton } from '@mantine/core'
import {
  Activity,
  FileCode2,
  GitCompareArrows,
  House,
  ListChecks,
  type LucideIcon,
  Settings,
  TrendingUp,
} from 'lucide-react'
import { isRunning, useLive } from '../stores/live.ts'
import { goTo, type RunScreen, type Screen, useNavigation } from '../stores/navigation.ts'
import { isDirty, useScenario } from '../stores/scenario.ts'
import classes from './shell.module.css'

type Place = Exclude<Screen['name'], RunScreen>

const PLACES: readonly { name: Place; title: string; icon: LucideIcon }[] = [
  { name: 'home', title: 'Home', icon: House },
  { name: 'scenario', title: 'Scenario', icon: FileCode2 },
  { name: 'live', title: 'Live', icon: Activity },
  { name: 'runs', title: 'Runs', icon: ListChecks },
  { name: 'compare', title: 'Compare', icon: GitCompareArrows },
  { name: 'trends', title: 'Trends', icon: TrendingUp },
  { name: 'settings', title: 'Settings', icon: Settings },
]

/** The way between the screens, with a dot where something goes on. */
export function Navigation() {
  const screen = useNavigation((state) => state.screen.name)
  const running = useLive(isRunning)
  const dirty = useScenario(isDirty)
  const place = screen === 'report' ? 'runs' : screen
  const notes: Partial<Record<Place, string | false>> = {
    live: running && 'a run is going',
    scenario: dirty && 'unsaved changes',
  }
  return (
    <nav className={classes['navigation']} aria-label="Screens">
      <Mark />
      {PLACES.map(({ name, title, icon: Icon }) => (
        <UnstyledButton
          key={name}
          className={classes['place']}
          data-testid={`nav-${name}`}
          aria-current={place === name ? 'page' : undefined}
          aria-label={notes[name] ? `${title}, ${notes[name]}` : title}
          onClick={() => goTo(name)}
        >
          <span className={classes['placeIcon']}>
            <Icon size={19} strokeWidth={1.75} aria-hidden />
            {notes[name] && <span className={classes['dot']} data-place={name} />}
          </span>
          {title}
        </UnstyledButton>
      ))}
    </nav>
  )
}

/** The product's mark: load below its limit. */
function Mark() {
  return (
    <svg className={classes['mark']} width="26" height="26" viewBox="0 0 26 26" aria-hidden>
      <path d="M3 5.5h20" strokeDasharray="3 2.5" />
      <path d="M3 21c4 0 5-9 9-9s4 5 6 5 3-3 5-3" />
    </svg>
  )
}
