import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import { toErrorDetail } from '../../shared/errors.ts'
import { UndoMessage } from './UndoMessage.tsx'

/** Something that was asked for is done and cannot be seen otherwise. */
export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 3000 })
}

/** Something is done of which there is more to know. */
export function notifyKnown(title: string, message: string): void {
  notifications.show({ color: 'yellow', title, message, autoClose: 15_000, withBorder: true })
}

/** Something is done that can be taken back for a while. */
export function notifyUndo(message: string, undo: () => Promise<unknown>): void {
  const id = notifications.show({
    message: createElement(UndoMessage, {
      message,
      onUndo: () => {
        notifications.hide(id)
        run(undo())
      },
    }),
    autoClose: 10_000,
  })
}

/** Something that was asked for did not work: what happened, and what to do. */
export function notifyError(thrown: unknown): void {
  const { code, message, hint } = toErrorDetail(thrown)
  // Who cancels knows it.
  if (code === 'CANCELLED') return
  notifications.show({
    color: 'red',
    title: message,
    message: hint ?? '',
    autoClose: hint === undefined ? 8000 : 15_000,
    withBorder: true,
  })
}

/** For handlers that start something and do not wait: failures are shown, never lost. */
export function run(work: Promise<unknown>): void {
  work.catch(notifyError)
}
