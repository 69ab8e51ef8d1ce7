import { Notifications } from '@mantine/notifications'
import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { Header } from './components/Header.tsx'
import { Navigation } from './components/Navigation.tsx'
import { notifyError } from './components/notify.ts'
import { Palette } from './components/Palette.tsx'
import classes from './components/shell.module.css'
import { followWorks } from './components/workNotices.ts'
import { CompareScreen } from './compare/CompareScreen.tsx'
import { HomeScreen } from './home/HomeScreen.tsx'
import { LiveScreen } from './live/LiveScreen.tsx'
import { PresentScreen } from './present/PresentScreen.tsx'
import { ReportScreen } from './report/ReportScreen.tsx'
import { RunsScreen } from './runs/RunsScreen.tsx'
import { SettingsScreen } from './settings/SettingsScreen.tsx'
import { PreflightDialog } from './scenario/PreflightDialog.tsx'
import { ScenarioScreen } from './scenario/ScenarioScreen.tsx'
import { UnsavedDialog } from './scenario/unsaved.tsx'
import { TrendsScreen } from './trends/TrendsScreen.tsx'
import { followLive } from './stores/live.ts'
import { type Screen, useNavigation } from './stores/navigation.ts'
import { followRuns } from './stores/runs.ts'
import { useSettings } from './stores/settings.ts'
import { useShortcuts } from './useShortcuts.ts'

const TITLES: Readonly<Record<Screen['name'], string>> = {
  home: 'Home',
  scenario: 'Scenario',
  live: 'Live',
  runs: 'Runs',
  settings: 'Settings',
  report: 'Report',
  present: 'Presentation',
  compare: 'Compare',
  trends: 'Trends',
}

export function App() {
  const screen = useNavigation((state) => state.screen)
  useShortcuts()
  useMain()
  if (screen.name === 'present') return <PresentScreen key={screen.runId} runId={screen.runId} />
  return (
    <div className={classes['shell']}>
      <Navigation />
      <Header title={TITLES[screen.name]} />
      <main className={classes['main']} key={screen.name === 'report' ? screen.runId : screen.name} tabIndex={-1}>
        <CurrentScreen screen={screen} />
      </main>
      <Palette />
      <UnsavedDialog />
      <PreflightDialog />
      <Notifications position="bottom-right" transitionDuration={0} />
    </div>
  )
}

function CurrentScreen({ screen }: { screen: Screen }) {
  switch (screen.name) {
    case 'home':
      return <HomeScreen />
    case 'scenario':
      return <ScenarioScreen />
    case 'live':
      return <LiveScreen />
    case 'runs':
      return <RunsScreen />
    case 'settings':
      return <SettingsScreen />
    case 'report':
      return <ReportScreen runId={screen.runId} />
    case 'present':
      return null
    case 'compare':
      return <CompareScreen choice={screen} />
    case 'trends':
      return <TrendsScreen {...(screen.scenario !== undefined && { scenario: screen.scenario })} />
  }
}

/** Follows what main tells as long as the window is open. */
function useMain(): void {
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    const endLive = followLive(notifyError)
    const endRuns = followRuns()
    const endWorks = followWorks()
    useSettings
      .getState()
      .load()
      .then(() => {
        const { info } = useSettings.getState()
        if (info !== null) setColorScheme(info.appearance)
      }, notifyError)
    return () => {
      endLive()
      endRuns()
      endWorks()
    }
  }, [setColorScheme])
}
