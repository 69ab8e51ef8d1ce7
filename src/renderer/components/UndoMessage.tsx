import { Button, Group } from '@mantine/core'

/** What was done, with the way back. */
export function UndoMessage({ message, onUndo }: { message: string; onUndo: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      {message}
      <Button variant="light" size="compact-xs" onClick={onUndo} data-testid="undo">
        Undo
      </Button>
    </Group>
  )
}
