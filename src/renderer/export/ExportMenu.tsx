import { Menu } from '@mantine/core'
import { Download } from 'lucide-react'
import { EXPORT_FORMATS, EXPORT_FORMAT_NAMES, type ExportFormat } from '../../shared/exportFormats.ts'
import { ask } from '../api.ts'
import { MenuButton } from '../components/MenuButton.tsx'
import { notifyDone, run } from '../components/notify.ts'

/** Writes stored runs to files, in the format that is chosen. */
export function ExportMenu({ runIds }: { runIds: readonly string[] }) {
  return (
    <MenuButton icon={<Download size={14} />} label="Export" testId="export-menu" position="bottom-end">
      <ExportItems runIds={runIds} />
    </MenuButton>
  )
}

/** The formats as entries of a menu. */
export function ExportItems({ runIds }: { runIds: readonly string[] }) {
  return EXPORT_FORMAT_NAMES.map((format) => (
    <Menu.Item key={format} onClick={() => run(exportRuns(runIds, format))} data-testid={`export-${format}`}>
      {EXPORT_FORMATS[format].title}
    </Menu.Item>
  ))
}

async function exportRuns(runIds: readonly string[], format: ExportFormat): Promise<void> {
  const answer = await ask('exportRuns', { runIds: [...runIds], format })
  if (answer === null) return
  const { place, written } = answer
  notifyDone(
    written === runIds.length
      ? `Exported to ${place}.`
      : `Cancelled. ${written} of ${runIds.length} runs were exported to ${place}.`,
  )
}
