import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './Blank.module.css'

interface BlankProps {
  icon: LucideIcon
  title: string
  text: string
  actions?: ReactNode
}

/** A place that has nothing to show yet, with the next step. */
export function Blank({ icon: Icon, title, text, actions }: BlankProps) {
  return (
    <div className={classes['blank']}>
      <Icon size={28} aria-hidden strokeWidth={1.5} />
      <h2>{title}</h2>
      <p>{text}</p>
      {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
    </div>
  )
}
