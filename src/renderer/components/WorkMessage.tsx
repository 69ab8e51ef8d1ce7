import { Button, Group, Progress, Stack } from '@mantine/core'
import { useState } from 'react'
import type { WorkProgress } from '../../shared/library.ts'
import { formatPercent } from '../../shared/units.ts'

const PHASES = { reading: 'Reading', storing: 'Storing', exporting: 'Exporting', copying: 'Copying to' } as const

/** How far long work is, with a way out. */
export function WorkMessage({ progress, onCancel }: { progress: WorkProgress; onCancel: () => void }) {
  const [isCancelled, setCancelled] = useState(false)
  const { phase, file, number, files, share } = progress
  const what = `${PHASES[phase]} ${file}${files > 1 ? ` (${number} of ${files})` : ''}`
  const percent = share === null ? null : Math.floor(share * 100)
  // A file that is exported is ended whole.
  const canCancel = phase !== 'exporting' || number < files
  return (
    <Stack gap={6} data-testid="work-progress">
      <Group justify="space-between" wrap="nowrap">
        <span>{percent === null ? what : `${what}: ${formatPercent(percent / 100)}`}</span>
        {canCancel && (
          <Button variant="light" size="compact-xs" disabled={isCancelled} onClick={cancel} data-testid="cancel-work">
            Cancel
          </Button>
        )}
      </Group>
      <Progress value={percent ?? Math.floor((100 * (number - 1)) / files)} aria-label={what} />
    </Stack>
  )

  function cancel(): void {
    setCancelled(true)
    onCancel()
  }
}
