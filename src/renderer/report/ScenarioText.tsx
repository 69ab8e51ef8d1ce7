import { Button } from '@mantine/core'
import { Copy } from 'lucide-react'
import { copyText } from '../components/copyText.ts'
import { notifyDone, run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import classes from './report.module.css'

/** The scenario's text as it was run; nothing of an imported run, which has none. */
export function ScenarioText({ text }: { text: string }) {
  if (text === '') return null
  const copy = () => run(copyText(text).then(() => notifyDone('Copied the scenario.')))
  return (
    <Panel
      title="Scenario as it was run"
      actions={
        <Button variant="subtle" size="compact-xs" leftSection={<Copy size={13} />} onClick={copy}>
          Copy
        </Button>
      }
    >
      <pre
        className={classes['scenario']}
        role="group"
        tabIndex={0}
        aria-label="Scenario as it was run"
        data-testid="scenario-as-run"
      >
        {text}
      </pre>
    </Panel>
  )
}
