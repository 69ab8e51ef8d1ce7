import { notifications } from '@mantine/notifications'
import { createElement } from 'react'
import type { ImportOfFile } from '../../shared/library.ts'
import { run } from '../components/notify.ts'
import { ImportProgressMessage } from './ImportProgressMessage.tsx'

/** Imports that take shorter are seen in the list. */
const SILENT_MS = 500

/** A notice that follows imports until it is hidden, with a way to cancel them. */
export function importNotice(cancel: () => Promise<unknown>): {
  show: (progress: ImportOfFile) => void
  hide: () => void
} {
  let firstMs: number | undefined
  let id: string | undefined
  return {
    show: (progress) => {
      firstMs ??= Date.now()
      if (Date.now() - firstMs < SILENT_MS) return
      const message = createElement(ImportProgressMessage, { progress, onCancel: () => run(cancel()) })
      const shown = { message, autoClose: false, withCloseButton: false } as const
      if (id === undefined) id = notifications.show(shown)
      else notifications.update({ id, ...shown })
    },
    hide: () => {
      if (id !== undefined) notifications.hide(id)
    },
  }
}
