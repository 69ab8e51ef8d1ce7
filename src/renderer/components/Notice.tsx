import { Info, TriangleAlert, XCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { toErrorDetail } from '../../shared/errors.ts'
import classes from './Notice.module.css'

const ICONS = { info: Info, warning: TriangleAlert, error: XCircle } as const

interface NoticeProps {
  level: keyof typeof ICONS
  title: string
  children?: ReactNode
  actions?: ReactNode
}

/** Something to know, in place: what it is, why, and what to do. */
export function Notice({ level, title, children, actions }: NoticeProps) {
  const Icon = ICONS[level]
  return (
    <div className={classes['notice']} data-level={level} role={level === 'error' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden className={classes['icon']} />
      <div className={classes['text']}>
        <div className={classes['title']}>{title}</div>
        {children !== undefined && <div className={classes['more']}>{children}</div>}
      </div>
      {actions}
    </div>
  )
}

/** An answer that was an error. */
export function ErrorNotice({ error, actions }: { error: unknown; actions?: ReactNode }) {
  const { message, hint } = toErrorDetail(error)
  return (
    <Notice level="error" title={message} actions={actions}>
      {hint}
    </Notice>
  )
}
