import { Button, Group, Progress, Stack } from '@mantine/core'
import type { ImportOfFile } from '../../shared/library.ts'
import { formatPercent } from '../../shared/units.ts'

const PHASES = { reading: 'Reading', storing: 'Storing' } as const

/** How far an import is, with a way out. */
export function ImportProgressMessage({ progress, onCancel }: { progress: ImportOfFile; onCancel: () => void }) {
  const { file, number, files, phase, share } = progress
  const percent = Math.floor(share * 100)
  return (
    <Stack gap={6} data-testid="import-progress">
      <Group justify="space-between" wrap="nowrap">
        <span>
          {PHASES[phase]} {file}
          {files > 1 ? ` (${number} of ${files})` : ''}: {formatPercent(percent / 100)}
        </span>
        <Button variant="light" size="compact-xs" onClick={onCancel} data-testid="cancel-import">
          Cancel
        </Button>
      </Group>
      <Progress value={percent} aria-label={`${PHASES[phase]} ${file}`} />
    </Stack>
  )
}
