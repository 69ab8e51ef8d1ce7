import { formatVUs } from '../../shared/units.ts'
import { Button, Group, NumberInput, SegmentedControl, Slider } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'
import type { LiveRun } from '../../shared/ipc.ts'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import { Panel } from '../components/Panel.tsx'
import classes from './controls.module.css'

type Kind = 'vus' | 'rate'

interface Wish {
  kind: Kind
  vus: number
  rate: number
  paused: boolean
}

const FIRST_RATE = 10
const SETTLED_MS = 250

/** Sets the load of an externally-controlled executor while it runs. */
export function ControlPanel({ live, executor }: { live: LiveRun; executor: string }) {
  const planned = live.plan.plan.find((one) => one.executor === executor)?.points[0]?.[1] ?? 0
  const [wish, setWish] = useState<Wish>({ kind: 'vus', vus: planned, rate: FIRST_RATE, paused: false })
  const most = Math.max(1, live.plan.maxVUs)
  const send = (change: { vus?: number; rate?: number; paused?: boolean }) =>
    run(ask('controlRun', { runId: live.tick.runId, executor, ...change }))
  // Arrow keys change the value in many small steps.
  const sendVUs = useDebouncedCallback((vus: number) => send({ vus }), SETTLED_MS)
  const setKind = (kind: Kind) => {
    setWish({ ...wish, kind })
    send(kind === 'vus' ? { vus: wish.vus } : { rate: wish.rate })
  }
  const togglePause = () => {
    setWish({ ...wish, paused: !wish.paused })
    send({ paused: !wish.paused })
  }
  return (
    <Panel
      title={`Control ${executor}`}
      testId={`control-${executor}`}
      actions={
        <Button
          variant="default"
          size="compact-xs"
          leftSection={wish.paused ? <Play size={12} /> : <Pause size={12} />}
          onClick={togglePause}
        >
          {wish.paused ? 'Resume' : 'Pause'}
        </Button>
      }
    >
      <Group gap="xs" wrap="nowrap">
        <SegmentedControl
          aria-label="What is set"
          value={wish.kind}
          data={[
            { value: 'vus', label: 'VUs' },
            { value: 'rate', label: 'Rate' },
          ]}
          onChange={(value) => setKind(value === 'rate' ? 'rate' : 'vus')}
        />
        {wish.kind === 'vus' ? (
          <Slider
            className={classes['slider'] ?? ''}
            min={0}
            max={most}
            value={wish.vus}
            label={formatVUs}
            thumbLabel={`VUs of ${executor}`}
            onChange={(vus) => setWish({ ...wish, vus })}
            onChangeEnd={sendVUs}
          />
        ) : (
          <NumberInput
            className={classes['slider'] ?? ''}
            size="xs"
            aria-label={`Iterations per second of ${executor}`}
            min={0}
            suffix=" iterations/s"
            value={wish.rate}
            onChange={(value) => setWish({ ...wish, rate: Number(value) })}
            onBlur={() => send({ rate: wish.rate })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') send({ rate: wish.rate })
            }}
          />
        )}
        {wish.kind === 'vus' && <span className={classes['sliderValue']}>{formatVUs(wish.vus)}</span>}
      </Group>
    </Panel>
  )
}
