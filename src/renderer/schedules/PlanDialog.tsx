import { Button, Group, Modal, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ask } from '../api.ts'
import { dialogEscape } from '../components/dialogEscape.ts'
import { run } from '../components/notify.ts'
import { useAnswer } from '../components/useAnswer.ts'
import { useScenario } from '../stores/scenario.ts'

const askRecent = () => ask('recentScenarios', undefined)
const THIS_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Which scenario, and when. */
export function PlanDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { value: recent } = useAnswer(askRecent)
  const onDesk = useScenario((state) => state.file)
  const [chosen, setFile] = useState<string | null>(null)
  const [how, setHow] = useState('once')
  const [at, setAt] = useState('')
  const [cron, setCron] = useState('0 22 * * 1-5')
  const [timeZone, setTimeZone] = useState(THIS_ZONE)
  const files = [...new Set([...(onDesk === null ? [] : [onDesk]), ...(recent ?? []).map(({ file }) => file)])]
  const file = chosen ?? files[0] ?? null
  const plan = async () => {
    if (file === null) return
    await ask('addSchedule', { file, timeZone, ...(how === 'once' ? { at } : { cron }) })
    onClose()
  }
  return (
    <Modal opened={opened} onClose={onClose} {...dialogEscape(onClose)} title="Plan a run">
      <Stack gap="sm">
        <Select
          label="Scenario file"
          size="xs"
          description="It is read when the time comes."
          data={files}
          value={file}
          onChange={setFile}
          placeholder="Open or save a scenario first"
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label="How often"
          value={how}
          onChange={setHow}
          data={[
            { value: 'once', label: 'Once' },
            { value: 'repeatedly', label: 'Repeatedly' },
          ]}
        />
        {how === 'once' ? (
          <TextInput
            type="datetime-local"
            label="When"
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
            data-testid="plan-at"
          />
        ) : (
          <TextInput
            label="Cron expression"
            description="Minute, hour, day, month, weekday: 0 22 * * 1-5 is 22:00 from Monday to Friday."
            value={cron}
            onChange={(event) => setCron(event.currentTarget.value)}
            data-testid="plan-cron"
          />
        )}
        <TextInput label="Time zone" value={timeZone} onChange={(event) => setTimeZone(event.currentTarget.value)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            onClick={() => run(plan())}
            disabled={file === null || (how === 'once' && at === '')}
            data-testid="plan-save"
          >
            Plan
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
