import { ActionIcon, Kbd, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { Check, Monitor, Moon, Search, Sun } from 'lucide-react'
import { formatClock, formatSpent } from '../../shared/units.ts'
import { setAppearance } from '../appearance.ts'
import { modifierKey } from '../platform.ts'
import { isRunning, useLive } from '../stores/live.ts'
import { goTo } from '../stores/navigation.ts'
import { useSettings } from '../stores/settings.ts'
import classes from './shell.module.css'

const APPEARANCES = [
  { value: 'light', title: 'Light', icon: Sun },
  { value: 'dark', title: 'Dark', icon: Moon },
  { value: 'auto', title: 'As the system', icon: Monitor },
] as const

/** What is always in sight: the run that goes on, the palette, the appearance. */
export function Header({ title }: { title: string }) {
  const info = useSettings((state) => state.info)
  return (
    <section className={classes['header']} aria-label="Status and commands">
      <span className={classes['product']}>Headroom</span>
      <span className={classes['screenTitle']}>{title}</span>
      <RunState />
      <span className={classes['space']} />
      {info?.officialRuntime === false && (
        <span
          className={classes['runtime']}
          title="This network does not reach Electron's releases. Fine for trying things out."
        >
          Development runtime
        </span>
      )}
      <UnstyledButton className={classes['search']} onClick={() => spotlight.open()} data-testid="open-palette">
        <Search size={14} aria-hidden />
        <span>Search and commands</span>
        <Kbd size="xs">{modifierKey} K</Kbd>
      </UnstyledButton>
      <Appearance />
    </section>
  )
}

function RunState() {
  const live = useLive((state) => state.run)
  const running = useLive(isRunning)
  if (live === null || !running) return null
  const { tick } = live
  const missed = tick.thresholds.filter(({ ok }) => !ok).length
  return (
    <UnstyledButton className={classes['runState']} onClick={() => goTo('live')} data-testid="run-state">
      <span className={classes['pulse']} aria-hidden />
      <b>{live.name}</b>
      <span>
        {formatClock(tick.elapsedMs)} of {formatClock(tick.plannedDurationMs)}
      </span>
      <span>P95 {formatSpent(tick.total.requests > 0 ? tick.total.p95Us : null)}</span>
      {missed > 0 && (
        <span className={classes['missed']}>
          {missed} {missed === 1 ? 'target' : 'targets'} missed
        </span>
      )}
    </UnstyledButton>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = APPEARANCES.find(({ value }) => value === colorScheme)?.icon ?? Monitor
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Appearance" size="md">
          <Icon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {APPEARANCES.map(({ value, title, icon: Item }) => (
          <Menu.Item
            key={value}
            leftSection={<Item size={14} />}
            rightSection={colorScheme === value ? <Check size={14} aria-label="Chosen" /> : null}
            onClick={() => setAppearance(value, setColorScheme)}
          >
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
