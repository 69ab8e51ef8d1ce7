import { Button, Group, Modal, TagsInput, TextInput, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { MOST_NAME, MOST_NOTE, MOST_TAG, MOST_TAGS, type RunListItem } from '../../shared/library.ts'
import { ask } from '../api.ts'
import { run as start } from '../components/notify.ts'
import { useRuns } from '../stores/runs.ts'
import { type RunPart, useEditRun } from './editRun.ts'

const TITLES: Readonly<Record<RunPart, string>> = { name: 'Rename run', note: 'Note', tags: 'Tags' }

/** Name, note or tags of a run, or the tags of several. */
export function EditRunDialog() {
  const { edited, close } = useEditRun()
  return (
    <Modal opened={edited !== null} onClose={close} title={edited === null ? '' : TITLES[edited.part]}>
      {edited !== null && <Form key={edited.part} part={edited.part} runs={edited.runs} onClose={close} />}
    </Modal>
  )
}

interface FormProps {
  part: RunPart
  runs: readonly RunListItem[]
  onClose: () => void
}

function Form({ part, runs, onClose }: FormProps) {
  const [first] = runs
  const common = first?.tags.filter((tag) => runs.every(({ tags }) => tags.includes(tag))) ?? []
  const [text, setText] = useState(part === 'name' ? (first?.name ?? '') : (first?.note ?? ''))
  const [tags, setTags] = useState<string[]>(common)
  const known = useRuns((state) => state.facets.tags)
  const runId = first?.id ?? ''
  const save = (event: FormEvent) => {
    event.preventDefault()
    start(send().then(onClose))
  }
  return (
    <form onSubmit={save}>
      {part === 'name' && (
        <TextInput
          data-autofocus
          label="Name"
          maxLength={MOST_NAME}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {part === 'note' && (
        <Textarea
          data-autofocus
          label="Note"
          autosize
          minRows={4}
          maxRows={14}
          maxLength={MOST_NOTE}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {part === 'tags' && (
        <TagsInput
          data-autofocus
          label={runs.length === 1 ? 'Tags' : `Tags that all ${runs.length} runs have`}
          description="Enter or a comma ends a tag."
          data={[...known]}
          // An empty list counts as open too, and would take the first Escape.
          {...(known.length === 0 && { dropdownOpened: false })}
          maxTags={MOST_TAGS}
          value={tags}
          onChange={(value) => setTags(value.map((tag) => tag.slice(0, MOST_TAG)))}
        />
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={part === 'name' && text.trim() === ''} data-testid="save-edit">
          Save
        </Button>
      </Group>
    </form>
  )

  async function send(): Promise<void> {
    if (part === 'name') await ask('renameRun', { runId, name: text })
    else if (part === 'note') await ask('setRunNote', { runId, note: text })
    else {
      await ask('tagRuns', {
        runIds: runs.map(({ id }) => id),
        add: tags.filter((tag) => !common.includes(tag)),
        remove: common.filter((tag) => !tags.includes(tag)),
      })
    }
  }
}
