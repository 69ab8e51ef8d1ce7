import type { KeyboardEvent } from 'react'

/**
 * For dialogs: Escape closes the dialog and goes no further. Left to itself a dialog is gone before the shortcut that leaves the
 * screen looks whether one is open, and one key press does both.
 */
export function dialogEscape(close: () => void): { closeOnEscape: false; onKeyDown: (event: KeyboardEvent) => void } {
  return {
    closeOnEscape: false,
    onKeyDown: (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      close()
    },
  }
}
