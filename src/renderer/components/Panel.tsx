import type { ReactNode } from 'react'
import classes from './Panel.module.css'

interface PanelProps {
  title: string
  /** At the right of the title. */
  actions?: ReactNode
  /** Without the inner margin, for tables and lists that reach the edges. */
  flush?: boolean
  className?: string | undefined
  children: ReactNode
  testId?: string
}

/** A titled surface. */
export function Panel({ title, actions, flush = false, className, children, testId }: PanelProps) {
  return (
    <section className={`${classes['panel']} ${className ?? ''}`} aria-label={title} data-testid={testId}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        {actions}
      </div>
      {/* It scrolls where its content is long: then the keyboard must reach it. */}
      <div className={flush ? classes['flush'] : classes['body']} tabIndex={flush ? 0 : undefined}>
        {children}
      </div>
    </section>
  )
}
