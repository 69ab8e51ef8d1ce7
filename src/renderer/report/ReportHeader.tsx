import { ActionIcon, Button } from '@mantine/core'
import { ArrowLeft, FilePlus2, Presentation } from 'lucide-react'
import type { RunDetail } from '../../shared/ipc.ts'
import { formatClock } from '../../shared/units.ts'
import { measurementReasons, verdictSentence } from '../../shared/verdictText.ts'
import { newScenario } from '../actions.ts'
import { BaselineActions } from '../compare/BaselineActions.tsx'
import { run as start } from '../components/notify.ts'
import { StatusBadge } from '../components/StatusBadge.tsx'
import { ValidityBadge } from '../components/ValidityBadge.tsx'
import { formatMoment } from '../components/when.ts'
import { ExportMenu } from '../export/ExportMenu.tsx'
import { openPresentation, useNavigation } from '../stores/navigation.ts'
import classes from './report.module.css'

/** The verdict, in a word and in a sentence. */
export function ReportHeader({ detail }: { detail: RunDetail }) {
  const { summary, baseUrl, scenarioText } = detail
  const { run } = summary
  const back = useNavigation((state) => state.back)
  return (
    <div>
      <div className={classes['header']}>
        <ActionIcon aria-label="Back" onClick={back} size="md">
          <ArrowLeft size={17} />
        </ActionIcon>
        <StatusBadge run={run} size="large" testId="verdict" />
        <div className={classes['headline']}>
          <h1>{run.name}</h1>
          <p>
            {formatMoment(run.startedAtMs)}, {formatClock(run.durationMs)}
            {baseUrl !== '' && ` against ${baseUrl}`}
          </p>
        </div>
        <ValidityBadge validity={run.validity} reasons={measurementReasons(summary.run)} />
        <BaselineActions run={run} />
        {run.status !== 'running' && <ExportMenu runIds={[run.id]} />}
        <Button
          variant="default"
          leftSection={<Presentation size={14} />}
          onClick={() => openPresentation(run.id)}
          title="Full screen, large, led by the keyboard"
          data-testid="present-run"
        >
          Present
        </Button>
        {scenarioText !== '' && (
          <Button
            variant="default"
            leftSection={<FilePlus2 size={14} />}
            onClick={() => start(newScenario(scenarioText))}
            title="Opens the scenario as it was run as a new one"
          >
            Use scenario
          </Button>
        )}
      </div>
      <p className={classes['why']} data-testid="why">
        {verdictSentence(summary)}
      </p>
    </div>
  )
}
