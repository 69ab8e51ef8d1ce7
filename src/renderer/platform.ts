const isMac = navigator.userAgent.includes('Macintosh')

/** The key of shortcuts, as this platform writes it. */
export const modifierKey = isMac ? '⌘' : 'Ctrl'

/** Whether the platform's shortcut key is held. */
export function hasModifier(event: KeyboardEvent): boolean {
  return isMac ? event.metaKey : event.ctrlKey
}
