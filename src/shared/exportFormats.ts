/** What a stored run can be written as. `run` is a file that another Headroom imports. */
export const EXPORT_FORMATS = {
  html: { title: 'HTML report', ending: '.html' },
  pdf: { title: 'PDF', ending: '.pdf' },
  md: { title: 'Markdown summary', ending: '.md' },
  json: { title: 'JSON', ending: '.json' },
  csv: { title: 'CSV per second', ending: '.csv' },
  junit: { title: 'JUnit XML', ending: '.xml' },
  k6: { title: 'k6 summary JSON', ending: '.k6.json' },
  run: { title: 'Run for another Headroom', ending: '.headroom-run' },
} as const

export type ExportFormat = keyof typeof EXPORT_FORMATS
export const EXPORT_FORMAT_NAMES = Object.keys(EXPORT_FORMATS) as readonly ExportFormat[]

/** What the file of a run is called unless somebody says otherwise. Ids are of harmless characters, names need not be. */
export function fileNameOf(runId: string, format: ExportFormat): string {
  return `${runId}${EXPORT_FORMATS[format].ending}`
}
