import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  Activity,
  FileDown,
  FileCode2,
  FilePlus2,
  FolderOpen,
  GitCompareArrows,
  House,
  ListChecks,
  Play,
  Save,
  Search,
  Settings,
  Square,
  SunMoon,
  TrendingUp,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import type { RecentScenario, Template } from '../../shared/ipc.ts'
import type { RunListItem } from '../../shared/library.ts'
import { newScenario, openScenario, openScenarioFile, runDemo, runScenario, saveScenario, stopRun } from '../actions.ts'
import { ask } from '../api.ts'
import { setAppearance } from '../appearance.ts'
import { modifierKey } from '../platform.ts'
import { isRunning, useLive } from '../stores/live.ts'
import { goTo, openReport } from '../stores/navigation.ts'
import { importRuns } from '../runs/runActions.ts'
import { notifyError, run } from './notify.ts'
import { verdictWord } from '../../shared/verdictText.ts'

const ICON_SIZE = 16
const MOST_RUNS = 20

interface Findable {
  templates: readonly Template[]
  recent: readonly RecentScenario[]
  runs: readonly RunListItem[]
}

/** Every command and place, found by typing. */
export function Palette() {
  const { setColorScheme } = useMantineColorScheme()
  const running = useLive(isRunning)
  const [found, setFound] = useState<Findable>({ templates: [], recent: [], runs: [] })
  const [opened, setOpened] = useState(false)

  useEffect(() => {
    if (!opened) return
    findAll().then(setFound, notifyError)
  }, [opened])

  const appearance = (value: 'light' | 'dark' | 'auto', label: string) => ({
    id: `appearance-${value}`,
    label: `Appearance: ${label}`,
    leftSection: <SunMoon size={ICON_SIZE} />,
    onClick: () => setAppearance(value, setColorScheme),
  })
  const actions: SpotlightActionGroupData[] = [
    {
      group: 'Run',
      actions: [
        command('run-scenario', 'Run the scenario', Play, runScenario, `${modifierKey} Enter`),
        command('run-demo', 'Run demo', Play, runDemo),
        ...(running ? [command('stop-run', 'Stop the run', Square, stopRun)] : []),
      ],
    },
    {
      group: 'Go to',
      actions: [
        place('home', 'Home', House),
        place('scenario', 'Scenario', FileCode2),
        place('live', 'Live', Activity),
        place('runs', 'Runs', ListChecks),
        place('compare', 'Compare', GitCompareArrows),
        place('trends', 'Trends', TrendingUp),
        place('settings', 'Settings', Settings),
        command('import', 'Import runs and results', FileDown, importRuns),
      ],
    },
    {
      group: 'Scenario',
      actions: [
        command('open', 'Open a scenario file', FolderOpen, openScenario, `${modifierKey} O`),
        command('save', 'Save the scenario', Save, () => saveScenario(), `${modifierKey} S`),
        command('save-as', 'Save the scenario as', Save, () => saveScenario(true)),
        ...found.templates.map((template) =>
          command(`template-${template.id}`, `New from ${template.name}`, FilePlus2, () => newScenario(template.text)),
        ),
        ...found.recent.map(({ file, name }) => ({
          ...command(`recent-${file}`, name, FileCode2, () => openScenarioFile(file)),
          description: file,
        })),
      ],
    },
    {
      group: 'Newest runs',
      actions: found.runs.map(({ id, name, startedAtMs, ...verdict }) => ({
        id: `run-${id}`,
        label: name,
        description: `${verdictWord(verdict)}, ${new Date(startedAtMs).toLocaleString()}`,
        leftSection: <ListChecks size={ICON_SIZE} />,
        onClick: () => openReport(id),
      })),
    },
    {
      group: 'Appearance',
      actions: [appearance('light', 'light'), appearance('dark', 'dark'), appearance('auto', 'as the system')],
    },
  ]
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      nothingFound="Nothing has that name"
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.45, blur: 0 }}
      searchProps={{
        leftSection: <Search size={ICON_SIZE} />,
        placeholder: 'Search commands, templates and runs',
        'aria-label': 'Search commands, templates and runs',
      }}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
    />
  )
}

async function findAll(): Promise<Findable> {
  const [templates, recent, page] = await Promise.all([
    ask('listTemplates', undefined),
    ask('recentScenarios', undefined),
    ask('listRuns', { limit: MOST_RUNS, offset: 0 }),
  ])
  return { templates, recent, runs: page.runs }
}

function command(id: string, label: string, Icon: typeof Play, start: () => Promise<void>, keys?: string) {
  return {
    id,
    label,
    leftSection: <Icon size={ICON_SIZE} />,
    rightSection: keys === undefined ? null : <span>{keys}</span>,
    onClick: () => run(start()),
  }
}

function place(name: Parameters<typeof goTo>[0], label: string, Icon: typeof House) {
  return { id: `go-${name}`, label, leftSection: <Icon size={ICON_SIZE} />, onClick: () => goTo(name) }
}
