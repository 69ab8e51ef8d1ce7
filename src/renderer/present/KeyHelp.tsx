import { Modal } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import classes from './present.module.css'

interface Hint {
  /** Any of them does it. */
  keys: readonly string[]
  does: string
}

const SLIDE_KEYS: readonly Hint[] = [
  { keys: ['→', '↓', 'Page down', 'Enter'], does: 'Next slide' },
  { keys: ['←', '↑', 'Page up', 'Backspace'], does: 'Slide before' },
  { keys: ['Home'], does: 'First slide' },
  { keys: ['End'], does: 'Last slide' },
  { keys: ['R'], does: 'Replay' },
  { keys: ['Esc'], does: 'Leave the presentation' },
]
const REPLAY_KEYS: readonly Hint[] = [
  { keys: ['Space'], does: 'Play or pause' },
  { keys: ['1', '2', '3'], does: 'As fast as it was, 10 times or 60 times as fast' },
  { keys: [','], does: 'Back by 10 s of the run' },
  { keys: ['.'], does: 'On by 10 s of the run' },
]

/** Every key of a presentation. While it is open they wait. */
export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const onKeyDown = (event: KeyboardEvent): void => {
    // Neither the slides below nor the shortcut that leaves the screen are meant.
    event.stopPropagation()
    if (event.key === 'Escape' || event.key === '?') onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      closeOnEscape={false}
      onKeyDown={onKeyDown}
      title="Keys of a presentation"
      closeButtonProps={{ 'aria-label': 'Close' }}
      data-testid="key-help"
    >
      <Keys hints={SLIDE_KEYS} />
      <h3 className={classes['keysTitle']}>On the replay</h3>
      <Keys hints={REPLAY_KEYS} />
    </Modal>
  )
}

function Keys({ hints }: { hints: readonly Hint[] }) {
  return (
    <dl className={classes['keys']}>
      {hints.map(({ keys, does }) => (
        <div key={does}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  )
}
