import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import type { WorkProgress } from '../../shared/library.ts'
import { ask, listen } from '../api.ts'
import { run } from './notify.ts'
import { WorkMessage } from './WorkMessage.tsx'

/** What takes shorter is seen by what it does. */
const SILENT_MS = 500

/** Shows a notice for each work that takes long, as long as it goes on. @returns the function that ends it */
export function followWorks(): () => void {
  const latest = new Map<number, WorkProgress>()
  return listen('workNews', ({ id, progress }) => {
    const isNew = !latest.has(id)
    if (progress === undefined) {
      latest.delete(id)
      notifications.hide(noticeOf(id))
      return
    }
    latest.set(id, progress)
    if (isNew) setTimeout(() => begin(id), SILENT_MS)
    else notifications.update(noticeWith(id, progress))
  })

  function begin(id: number): void {
    const progress = latest.get(id)
    if (progress !== undefined) notifications.show(noticeWith(id, progress))
  }
}

function noticeOf(id: number): string {
  return `work-${id}`
}

function noticeWith(id: number, progress: WorkProgress) {
  const onCancel = (): void => run(ask('cancelWork', { id }))
  return {
    id: noticeOf(id),
    message: createElement(WorkMessage, { progress, onCancel }),
    autoClose: false,
    withCloseButton: false,
  } as const
}
