import { Button, Skeleton } from '@mantine/core'
import { FolderOpen, Play } from 'lucide-react'
import { useEffect } from 'react'
import type { RecentScenario, Template } from '../../shared/ipc.ts'
import { formatDuration } from '../../shared/units.ts'
import { newScenario, openScenario, openScenarioFile, runDemo } from '../actions.ts'
import { ask } from '../api.ts'
import { ErrorNotice } from '../components/Notice.tsx'
import { run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import { ValidityIcon } from '../components/ValidityBadge.tsx'
import { formatWhen } from '../components/when.ts'
import { SchedulesPanel } from '../schedules/SchedulesPanel.tsx'
import { goTo, openReport } from '../stores/navigation.ts'
import { useRuns } from '../stores/runs.ts'
import classes from './home.module.css'

const MOST_RUNS = 12
const askTemplates = () => ask('listTemplates', undefined)
const askRecent = () => ask('recentScenarios', undefined)
const askLastRuns = () => ask('listRuns', { limit: MOST_RUNS, offset: 0 })

/** Where one starts: a template, a recent scenario, the last runs, the demo. */
export function HomeScreen() {
  const templates = useAnswer(askTemplates)
  const recent = useAnswer(askRecent)
  return (
    <div className={classes['screen']}>
      <div className={classes['intro']}>
        <div>
          <h1>Find out how much your system can take</h1>
          <p>
            The demo runs a short smoke test against the sample target that ships with Headroom. It needs no network.
          </p>
        </div>
        <Button variant="default" size="sm" leftSection={<FolderOpen size={15} />} onClick={() => run(openScenario())}>
          Open scenario
        </Button>
        <Button size="sm" leftSection={<Play size={15} />} onClick={() => run(runDemo())} data-testid="run-demo">
          Run demo
        </Button>
      </div>
      <div className={classes['columns']}>
        <div className={classes['column']}>
          <section aria-label="Templates">
            <h2 className={classes['heading']}>Start from a template</h2>
            {templates.error !== null && <ErrorNotice error={templates.error} />}
            <Templates templates={templates.value} />
          </section>
          <Panel title="Recent scenarios" flush>
            {recent.error === null ? <Recent recent={recent.value} /> : <ErrorNotice error={recent.error} />}
          </Panel>
        </div>
        <div className={classes['column']}>
          <LastRuns />
          <SchedulesPanel />
        </div>
      </div>
    </div>
  )
}

function Templates({ templates }: { templates: readonly Template[] | null }) {
  return (
    <div className={classes['templates']}>
      {templates === null && [0, 1, 2, 3].map((index) => <Skeleton key={index} height={104} radius={6} />)}
      {templates?.map((template) => (
        <button
          key={template.id}
          type="button"
          className={classes['template']}
          data-testid={`template-${template.id}`}
          onClick={() => run(newScenario(template.text))}
        >
          <b>{template.name}</b>
          <span title={template.description}>{template.description}</span>
        </button>
      ))}
    </div>
  )
}

function Recent({ recent }: { recent: readonly RecentScenario[] | null }) {
  if (recent === null) return <div className={classes['loading']} />
  if (recent.length === 0) {
    return <p className={classes['none']}>Scenarios that you open or save are listed here.</p>
  }
  return (
    <ul className={classes['list']}>
      {recent.map(({ file, name, openedAtMs }) => (
        <li key={file}>
          <button type="button" onClick={() => run(openScenarioFile(file))} title={file}>
            <span className={classes['recentName']}>
              <b>{name}</b>
              <span>{file}</span>
            </span>
            <span className={classes['when']}>{formatWhen(openedAtMs)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function LastRuns() {
  const revision = useRuns((state) => state.revision)
  const { value: page, error, load } = useAnswer(askLastRuns)
  useEffect(() => {
    if (revision > 0) load()
  }, [revision, load])
  return (
    <Panel
      title="Last runs"
      flush
      actions={
        <Button variant="subtle" size="compact-xs" onClick={() => goTo('runs')}>
          All runs
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {page === null && error === null && <div className={classes['loading']} />}
      {page?.runs.length === 0 && (
        <p className={classes['none']}>No run yet. Run the demo to see what a result looks like.</p>
      )}
      <ul className={classes['list']}>
        {page?.runs.map((item) => (
          <li key={item.id}>
            <button type="button" data-testid="run-row" data-status={item.status} onClick={() => openReport(item.id)}>
              <span className={classes['verdict']}>
                <StatusBadge run={item} />
              </span>
              <span className={classes['runName']}>{item.name}</span>
              <ValidityIcon validity={item.validity} />
              <span className={classes['p95']}>{item.p95Us === null ? '–' : `P95 ${formatDuration(item.p95Us)}`}</span>
              <span className={classes['when']}>{formatWhen(item.startedAtMs)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
