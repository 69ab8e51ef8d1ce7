import { formatVUs } from '../../shared/units.ts'
import { Button, Group, NumberInput, SegmentedControl, Slider } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import type { HandControl } from '../../shared/run.ts'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import classes from './controls.module.css'

const FIRST_RATE = 10
const SETTLED_MS = 250

/** Sets the load of an externally-controlled executor while it runs. What is set the run itself knows. */
export function ControlPanel({ live, executor }: { live: LiveRun; executor: string }) {
  const planned = live.plan.plan.find((one) => one.executor === executor)?.points[0]?.[1] ?? 0
  const set = live.tick.controls?.[executor] ?? {}
  const isRate = set.rate !== undefined
  const [vus, setVUs] = useDraft(set.vus ?? planned)
  const [rate, setRate] = useDraft(set.rate ?? FIRST_RATE)
  const most = Math.max(1, live.plan.maxVUs)
  const send = (change: HandControl) => run(ask('controlRun', { runId: live.tick.runId, executor, ...change }))
  // Arrow keys change the value in many small steps.
  const sendVUs = useDebouncedCallback((wanted: number) => send({ vus: wanted }), SETTLED_MS)
  return (
    <Panel
      title={`Control ${executor}`}
      testId={`control-${executor}`}
      actions={
        <Button
          variant="default"
          size="compact-xs"
          leftSection={set.paused === true ? <Play size={12} /> : <Pause size={12} />}
          onClick={() => send({ paused: set.paused !== true })}
        >
          {set.paused === true ? 'Resume' : 'Pause'}
        </Button>
      }
    >
      <Group gap="xs" wrap="nowrap">
        <SegmentedControl
          aria-label="What is set"
          value={isRate ? 'rate' : 'vus'}
          data={[
            { value: 'vus', label: 'VUs' },
            { value: 'rate', label: 'Rate' },
          ]}
          onChange={(value) => send(value === 'rate' ? { rate } : { vus })}
        />
        {isRate ? (
          <NumberInput
            className={classes['slider'] ?? ''}
            size="xs"
            aria-label={`Iterations per second of ${executor}`}
            min={0}
            suffix=" iterations/s"
            value={rate}
            onChange={(value) => setRate(Number(value))}
            onBlur={() => {
              if (rate !== set.rate) send({ rate })
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') send({ rate })
            }}
          />
        ) : (
          <>
            <Slider
              className={classes['slider'] ?? ''}
              min={0}
              max={most}
              value={vus}
              label={formatVUs}
              thumbLabel={`VUs of ${executor}`}
              onChange={setVUs}
              onChangeEnd={sendVUs}
            />
            <span className={classes['sliderValue']}>{formatVUs(vus)}</span>
          </>
        )}
      </Group>
    </Panel>
  )
}

/** A value that is being changed, until the one that it is a draft of changes. */
function useDraft(value: number): [number, (draft: number) => void] {
  const [draft, setDraft] = useState({ of: value, value })
  return [draft.of === value ? draft.value : value, (next) => setDraft({ of: value, value: next })]
}
