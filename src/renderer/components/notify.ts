import { notifications } from '@mantine/notifications'
import { toErrorDetail } from '../../shared/errors.ts'

/** Something that was asked for is done and cannot be seen otherwise. */
export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 3000 })
}

/** Something that was asked for did not work: what happened, and what to do. */
export function notifyError(thrown: unknown): void {
  const { message, hint } = toErrorDetail(thrown)
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
