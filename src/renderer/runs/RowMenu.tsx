import { Menu } from '@mantine/core'
import { Download, Ellipsis, NotebookPen, Pencil, Pin, RotateCcw, Star, Tag, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { RunListItem } from '../../shared/library.ts'
import { BaselineItems } from '../baselines/BaselineItems.tsx'
import { run as start } from '../components/notify.ts'
import { ExportItems } from '../export/ExportMenu.tsx'
import { useEditRun } from './editRun.ts'
import { deleteRuns, pinRuns, restoreRuns } from './runActions.ts'
import classes from './runs.module.css'

const ICON_PX = 14

/** What can be done with one run. The button alone is there until it is used: a menu behind each row would take the list most of its time. */
export function RowMenu({ run, deleted }: { run: RunListItem; deleted: boolean }) {
  const edit = useEditRun((state) => state.edit)
  const [isUsed, setUsed] = useState(false)
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!isUsed) return
    // Another button than the one that was used: with a menu, which opens from it and gives the focus back to it.
    ref.current?.focus()
    ref.current?.click()
  }, [isUsed])
  const button = (
    <button
      ref={ref}
      type="button"
      className={classes['more']}
      aria-label={`Actions for ${run.name}`}
      aria-haspopup="menu"
      onClick={() => setUsed(true)}
      data-testid="run-actions"
    >
      <Ellipsis size={16} />
    </button>
  )
  if (!isUsed) return button
  if (deleted) {
    return (
      <Menu position="bottom-end">
        <Menu.Target>{button}</Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<RotateCcw size={ICON_PX} />} onClick={() => start(restoreRuns([run.id]))}>
            Restore
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    )
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Pencil size={ICON_PX} />} onClick={() => edit('name', [run])}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<Tag size={ICON_PX} />} onClick={() => edit('tags', [run])}>
          Tags
        </Menu.Item>
        <Menu.Item leftSection={<NotebookPen size={ICON_PX} />} onClick={() => edit('note', [run])}>
          Note
        </Menu.Item>
        <Menu.Item leftSection={<Pin size={ICON_PX} />} onClick={() => start(pinRuns([run.id], !run.pinned))}>
          {run.pinned ? 'Unpin' : 'Pin'}
        </Menu.Item>
        {run.status !== 'running' && (
          <>
            <Menu.Sub>
              <Menu.Sub.Target>
                <Menu.Sub.Item leftSection={<Star size={ICON_PX} />}>Baseline</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                <BaselineItems runs={[run]} />
              </Menu.Sub.Dropdown>
            </Menu.Sub>
            <Menu.Sub>
              <Menu.Sub.Target>
                <Menu.Sub.Item leftSection={<Download size={ICON_PX} />}>Export</Menu.Sub.Item>
              </Menu.Sub.Target>
              <Menu.Sub.Dropdown>
                <ExportItems runIds={[run.id]} />
              </Menu.Sub.Dropdown>
            </Menu.Sub>
            <Menu.Divider />
            <Menu.Item leftSection={<Trash2 size={ICON_PX} />} onClick={() => start(deleteRuns([run.id]))}>
              Delete
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
