import { ActionIcon, Menu } from '@mantine/core'
import { Copy, Ellipsis, ImageDown, LineChart, Table } from 'lucide-react'
import { memo, type ReactNode, useCallback, useLayoutEffect, useRef } from 'react'
import classes from './charts.module.css'

interface ChartFrameProps {
  name: string
  title: string
  className?: string | undefined
  /** Between title and menu. */
  legend?: ReactNode
  asTable: boolean
  onAsTable: (asTable: boolean) => void
  onCopy: () => void
  onSavePng: () => void
  children: ReactNode
}

/** A chart's surface with its title and what one can take away from it. */
export function ChartFrame({ name, title, legend, asTable, onAsTable, ...rest }: ChartFrameProps) {
  const onCopy = useSameFunction(rest.onCopy)
  const onSavePng = useSameFunction(rest.onSavePng)
  return (
    <section className={`${classes['panel']} ${rest.className ?? ''}`} aria-label={title} data-testid={`chart-${name}`}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        {legend ?? <div className={classes['legend']} />}
        <ChartMenu title={title} asTable={asTable} onAsTable={onAsTable} onCopy={onCopy} onSavePng={onSavePng} />
      </div>
      {rest.children}
    </section>
  )
}

/** A function that stays the same and does what the newest one does. */
function useSameFunction(newest: () => void): () => void {
  const latest = useRef(newest)
  useLayoutEffect(() => {
    latest.current = newest
  })
  return useCallback(() => latest.current(), [])
}

/** Not drawn anew with each second: a menu is dear. */
const ChartMenu = memo(function ChartMenu({
  title,
  asTable,
  onAsTable,
  onCopy,
  onSavePng,
}: Pick<ChartFrameProps, 'title' | 'asTable' | 'onAsTable' | 'onCopy' | 'onSavePng'>) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`${title}: data and image`}>
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={asTable ? <LineChart size={14} /> : <Table size={14} />}
          onClick={() => onAsTable(!asTable)}
        >
          {asTable ? 'Show chart' : 'Show data'}
        </Menu.Item>
        <Menu.Item leftSection={<Copy size={14} />} onClick={onCopy}>
          Copy data
        </Menu.Item>
        <Menu.Item leftSection={<ImageDown size={14} />} disabled={asTable} onClick={onSavePng}>
          Save PNG
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
})
