import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { formatBytes } from '../../shared/units.ts'
import { setAppearance } from '../appearance.ts'
import { run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { useSettings } from '../stores/settings.ts'
import { RetentionPanel } from './RetentionPanel.tsx'
import { StoragePanel } from './StoragePanel.tsx'
import classes from './settings.module.css'

const APPEARANCES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
]

/** Where runs are kept and how long, how the app looks, and what it is. */
export function SettingsScreen() {
  return (
    <div className={classes['screen']} data-testid="settings">
      <h1>Settings</h1>
      <StoragePanel />
      <RetentionPanel />
      <Appearance />
      <About />
    </div>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Panel title="Appearance">
      <SegmentedControl
        aria-label="Appearance"
        data={APPEARANCES}
        value={colorScheme}
        onChange={(value) => setAppearance(value === 'light' || value === 'dark' ? value : 'auto', setColorScheme)}
      />
    </Panel>
  )
}

function About() {
  const { info, load } = useSettings()
  useEffect(() => run(load()), [load])
  if (info === null) return null
  const { versions, os, arch, cpu, cores, memoryBytes } = info.machine
  const facts = [
    ['Headroom', versions.headroom],
    ['Runtime', `Electron ${versions.electron ?? 'none'}, Chromium ${info.chrome}, Node ${versions.node}`],
    ['SQLite', versions.sqlite ?? 'not known'],
    ['Machine', `${os}, ${arch}; ${cpu}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${formatBytes(memoryBytes)}`],
  ]
  return (
    <Panel title="About">
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!info.officialRuntime && (
        <p className={classes['warning']}>
          This is a development runtime: an old Electron, for networks that do not reach Electron’s releases. Fine for
          trying things out; do not give it to others.
        </p>
      )}
    </Panel>
  )
}
