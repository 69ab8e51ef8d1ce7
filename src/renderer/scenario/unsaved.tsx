import { Button, Group, Modal, Text } from '@mantine/core'
import { create } from 'zustand'
import { dialogEscape } from '../components/dialogEscape.ts'
import { run } from '../components/notify.ts'
import { isDirty, useScenario } from '../stores/scenario.ts'

interface Question {
  /** Present while the question is asked. */
  answer: ((mayReplace: boolean) => void) | null
}

const useQuestion = create<Question>()(() => ({ answer: null }))

/** Asks what to do with unsaved changes, if there are any; false when they shall stay. */
export function mayReplaceScenario(): Promise<boolean> {
  if (!isDirty(useScenario.getState())) return Promise.resolve(true)
  useQuestion.getState().answer?.(false)
  return new Promise((resolve) => {
    useQuestion.setState({
      answer(mayReplace) {
        useQuestion.setState({ answer: null })
        resolve(mayReplace)
      },
    })
  })
}

export function UnsavedDialog() {
  const { answer } = useQuestion()
  const save = async () => {
    if (await useScenario.getState().save(false)) answer?.(true)
  }
  return (
    <Modal
      opened={answer !== null}
      onClose={() => answer?.(false)}
      {...dialogEscape(() => answer?.(false))}
      title="The scenario has unsaved changes"
    >
      <Text>Save them before another scenario takes its place?</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={() => answer?.(false)}>
          Cancel
        </Button>
        <Button variant="default" onClick={() => answer?.(true)} data-testid="discard-changes">
          Discard
        </Button>
        <Button onClick={() => run(save())} data-autofocus>
          Save
        </Button>
      </Group>
    </Modal>
  )
}
