import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './Blank.module.css'

interface BlankProps {
  icon: LucideIcon
  title: string
  text: string
  actions?: ReactNode
  /** `h1` where nothing else names the screen. */
  heading?: 'h1' | 'h2'
}

/** A place that has nothing to show yet, with the next step. */
export function Blank({ icon: Icon, title, text, actions, heading: Heading = 'h1' }: BlankProps) {
  return (
    <div className={classes['blank']}>
      <Icon size={28} aria-hidden strokeWidth={1.5} />
      <Heading className={classes['title']}>{title}</Heading>
      <p>{text}</p>
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </div>
  )
}
