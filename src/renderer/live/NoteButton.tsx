import { Button, Popover, TextInput } from '@mantine/core'
import { MessageSquarePlus } from 'lucide-react'
import { useState } from 'react'
import { ask } from '../api.ts'
import { run } from '../components/notify.ts'
import classes from './controls.module.css'

const MOST_CHARACTERS = 500

/** Writes a remark into the run's events, at this moment. */
export function NoteButton({ runId }: { runId: string }) {
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const save = () => {
    if (text.trim() === '') return
    run(
      ask('noteRun', { runId, text }).then(() => {
        setText('')
        setOpened(false)
      }),
    )
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<MessageSquarePlus size={14} />}
          onClick={() => setOpened(!opened)}
          data-testid="note-open"
        >
          Note
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes['note'] ?? ''}
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <TextInput
            aria-label="Note"
            placeholder="What happens right now"
            maxLength={MOST_CHARACTERS}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            data-autofocus
            data-testid="note-text"
          />
          <Button type="submit" disabled={text.trim() === ''}>
            Add
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
