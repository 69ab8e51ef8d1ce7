import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IntegrityReport, StorageFacts } from '../../shared/library.ts'
import { formatBytes, formatCount } from '../../shared/units.ts'
import { ask } from '../api.ts'
import { ErrorNotice, Notice } from '../components/Notice.tsx'
import { notifyDone, notifyError } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import { useAnswer } from '../components/useAnswer.ts'
import classes from './settings.module.css'

type Work = 'backup' | 'check' | 'move' | 'purge'
const askState = () => ask('libraryState', undefined)

/** The database: its place and size, a copy of it, its health, another place for it. */
export function StoragePanel() {
  const { value, error, load } = useAnswer(askState)
  const [busy, setBusy] = useState<Work | null>(null)
  const [report, setReport] = useState<IntegrityReport | null>(null)
  const does = (work: Work, task: () => Promise<void>) => ({
    loading: busy === work,
    disabled: busy !== null && busy !== work,
    onClick: () => {
      setBusy(work)
      task()
        .catch(notifyError)
        .finally(() => {
          setBusy(null)
          load()
        })
    },
  })
  if (error !== null) return <ErrorNotice error={error} />
  return (
    <Panel title="Storage">
      {value !== null && <Facts storage={value.storage} />}
      <div className={classes['actions']}>
        <Button variant="default" {...does('backup', backUp)} data-testid="backup">
          Back up
        </Button>
        <Button variant="default" {...does('check', check)} data-testid="check">
          Check integrity
        </Button>
        <Button variant="default" {...does('move', move)} data-testid="move">
          Move
        </Button>
        <Button
          variant="default"
          {...does('purge', purge)}
          disabled={value === null || value.storage.deletedRuns === 0}
          data-testid="purge"
        >
          Remove deleted runs for good
        </Button>
      </div>
      {report !== null && <Health report={report} />}
    </Panel>
  )

  async function backUp(): Promise<void> {
    const copy = await ask('backUpDatabase', undefined)
    if (copy !== null) notifyDone(`Backed up to ${copy.file}, ${formatBytes(copy.bytes)}.`)
  }

  async function check(): Promise<void> {
    setReport(null)
    setReport(await ask('checkDatabase', undefined))
  }

  async function move(): Promise<void> {
    const moved = await ask('moveDatabase', undefined)
    if (moved !== null) notifyDone(`Headroom starts again with ${moved.file}.`)
  }

  async function purge(): Promise<void> {
    const count = await ask('purgeRuns', undefined)
    notifyDone(`Removed ${count} ${count === 1 ? 'run' : 'runs'} for good.`)
  }
}

function Facts({ storage }: { storage: StorageFacts }) {
  const { file, fileBytes, runs, deletedRuns, deletedBytes, freeBytes } = storage
  const facts = [
    ['Place', file],
    ['Size', `${formatBytes(fileBytes)}${freeBytes > 0 ? `, of it ${formatBytes(freeBytes)} free for new runs` : ''}`],
    ['Runs', formatCount(runs)],
    [
      'Deleted runs',
      deletedRuns === 0
        ? 'None'
        : `${formatCount(deletedRuns)}, about ${formatBytes(deletedBytes)}; each can be restored for 7 days`,
    ],
  ]
  return (
    <dl className={classes['facts']} data-testid="storage-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Health({ report }: { report: IntegrityReport }) {
  if (report.ok) return <Notice level="info" title="The database is whole." />
  return (
    <Notice level="error" title="The database is damaged. Move it away and put a backup in its place.">
      {report.problems.join(' ')}
    </Notice>
  )
}
