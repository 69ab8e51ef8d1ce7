import { spotlight } from '@mantine/spotlight'
import { useEffect } from 'react'
import type { MenuCommand } from '../shared/ipc.ts'
import { newScenario, openScenario, runScenario, saveScenario, stopRun } from './actions.ts'
import { ask, listen } from './api.ts'
import { run } from './components/notify.ts'
import { hasModifier } from './platform.ts'
import { goTo, useNavigation } from './stores/navigation.ts'

const COMMANDS: Readonly<Record<MenuCommand, () => void>> = {
  new: () => run(startEmpty()),
  open: () => run(openScenario()),
  save: () => run(saveScenario()),
  saveAs: () => run(saveScenario(true)),
  run: () => run(runScenario()),
  stop: () => run(stopRun()),
  home: () => goTo('home'),
  runs: () => goTo('runs'),
  live: () => goTo('live'),
  compare: () => goTo('compare'),
  trends: () => goTo('trends'),
  settings: () => goTo('settings'),
  palette: () => spotlight.open(),
}

/** Follows the menu and the shortcuts. A shortcut that is handled here does not reach the menu, so nothing happens twice. */
export function useShortcuts(): void {
  useEffect(() => {
    const endMenu = listen('menu', ({ command }) => COMMANDS[command]())
    // Before the editor, which has a use of its own for some of these keys.
    window.addEventListener('keydown', onShortcut, { capture: true })
    window.addEventListener('keydown', onEscape)
    return () => {
      endMenu()
      window.removeEventListener('keydown', onShortcut, { capture: true })
      window.removeEventListener('keydown', onEscape)
    }
  }, [])
}

/** What closes on Escape by itself. */
const OVERLAYS = '[role="dialog"], [role="menu"], [role="listbox"]'
let hadOverlay = false

function onShortcut(event: KeyboardEvent): void {
  // Seen before anything handles the key: what closes on it is gone when `backOut` comes.
  hadOverlay = document.querySelector(OVERLAYS) !== null
  const command = hasModifier(event) && !event.altKey && !event.repeat ? commandOf(event) : undefined
  if (command === undefined) return
  event.preventDefault()
  event.stopPropagation()
  COMMANDS[command]()
}

/** After everything that closes on Escape by itself. */
function onEscape(event: KeyboardEvent): void {
  if (event.key === 'Escape' && !event.defaultPrevented && !event.repeat) backOut()
}

function commandOf(event: KeyboardEvent): MenuCommand | undefined {
  if (event.key === 'Enter') return 'run'
  const key = event.key.toLowerCase()
  if (key === 'k') return 'palette'
  if (key === 's') return event.shiftKey ? 'saveAs' : 'save'
  return undefined
}

/** Out of a field first, then back to the screen that one came from. Dialogs and menus close themselves instead. */
function backOut(): void {
  if (hadOverlay) return
  const focused = document.activeElement
  if (focused instanceof HTMLElement && focused.matches('input, textarea, [contenteditable="true"]')) {
    focused.blur()
    return
  }
  useNavigation.getState().back()
}

/** A new scenario begins as the simplest template. */
async function startEmpty(): Promise<void> {
  const [simplest] = await ask('listTemplates', undefined)
  await newScenario(simplest?.text ?? 'headroom: 1\nname: New scenario\n')
}
