import { Button, Group } from '@mantine/core'
import { FastForward, FileCode2, FolderOpen, House, Play, Save } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { openScenario, runScenario, saveScenario } from '../actions.ts'
import { Blank } from '../components/Blank.tsx'
import { notifyError, run } from '../components/notify.ts'
import { modifierKey } from '../platform.ts'
import { goTo } from '../stores/navigation.ts'
import { isDirty, isOpen, useScenario } from '../stores/scenario.ts'
import type { EditorHandle } from './Editor.tsx'
import { Overview } from './Overview.tsx'
import { Problems } from './Problems.tsx'
import classes from './scenario.module.css'

const Editor = lazy(() => import('./Editor.tsx').then((module) => ({ default: module.Editor })))
const CHECK_DELAY_MS = 250
const NO_PROBLEMS = [] as const

/** The scenario on the desk: its source, what it means, and what is wrong with it. */
export function ScenarioScreen() {
  const { text, validation, checking, setText, validate } = useScenario()
  const editor = useRef<EditorHandle>(null)
  const problems = validation?.problems ?? NO_PROBLEMS
  const opened = useScenario(isOpen)

  useEffect(() => {
    if (!opened) return undefined
    const timer = setTimeout(() => validate().catch(notifyError), CHECK_DELAY_MS)
    return () => clearTimeout(timer)
  }, [opened, text, validate])

  if (!opened) return <NoScenario />
  const start = (short: boolean) => {
    const error = problems.find(({ severity }) => severity === 'error')
    if (error === undefined || checking) run(runScenario(short))
    else editor.current?.goTo(error)
  }
  return (
    <div className={classes['screen']}>
      <ScenarioBar onRun={start} />
      <div className={classes['desk']}>
        <section className={classes['source']} aria-label="Source">
          <div className={classes['editor']}>
            <Suspense fallback={<div className={classes['loading']}>Opening the editor</div>}>
              <Editor ref={editor} text={text} problems={problems} onChange={setText} />
            </Suspense>
          </div>
          <Problems onGoTo={(problem) => editor.current?.goTo(problem)} />
        </section>
        <Overview />
      </div>
    </div>
  )
}

function ScenarioBar({ onRun }: { onRun: (short: boolean) => void }) {
  const { file, validation, overview } = useScenario()
  const dirty = useScenario(isDirty)
  const errors = validation?.problems.filter(({ severity }) => severity === 'error').length ?? 0
  return (
    <div className={classes['bar']}>
      <div className={classes['names']}>
        <h1>{overview?.name ?? 'Scenario'}</h1>
        <p>
          <span title={file ?? undefined} className={classes['file']}>
            {file ?? 'Not saved to a file yet'}
          </span>
          {dirty && (
            <span className={classes['dirty']} data-testid="dirty">
              Unsaved changes
            </span>
          )}
        </p>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button variant="default" leftSection={<FolderOpen size={14} />} onClick={() => run(openScenario())}>
          Open
        </Button>
        <Button
          variant="default"
          leftSection={<Save size={14} />}
          onClick={() => run(saveScenario())}
          disabled={!dirty && file !== null}
          data-testid="save-scenario"
        >
          Save
        </Button>
        <Button variant="default" onClick={() => run(saveScenario(true))}>
          Save as
        </Button>
        <Button
          variant="default"
          leftSection={<FastForward size={14} />}
          onClick={() => onRun(true)}
          title="The same shape in less than 40 s, to see that everything works"
          data-testid="run-short"
        >
          Run short
        </Button>
        <Button
          leftSection={<Play size={14} />}
          onClick={() => onRun(false)}
          title={errors > 0 ? 'Goes to the first error, which must be mended before' : `${modifierKey} Enter`}
          data-testid="run-scenario"
        >
          Run
        </Button>
      </Group>
    </div>
  )
}

function NoScenario() {
  return (
    <Blank
      icon={FileCode2}
      title="No scenario is open"
      text="Start from a template on the home screen, or open a scenario file."
      actions={
        <>
          <Button variant="default" leftSection={<FolderOpen size={14} />} onClick={() => run(openScenario())}>
            Open scenario
          </Button>
          <Button leftSection={<House size={14} />} onClick={() => goTo('home')}>
            See templates
          </Button>
        </>
      }
    />
  )
}
