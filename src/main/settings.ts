import { join } from 'node:path'
import { z } from 'zod'
import { JsonFile } from './jsonFile.ts'

const schema = z.object({
  appearance: z.enum(['light', 'dark', 'auto']).default('auto'),
  window: z
    .object({
      x: z.number().int(),
      y: z.number().int(),
      width: z.number().int(),
      height: z.number().int(),
      maximized: z.boolean(),
    })
    .optional(),
  recentScenarios: z.array(z.object({ file: z.string(), name: z.string(), openedAtMs: z.number() })).default([]),
  /** Scenarios whose hosts the user has confirmed; see confirmHosts.ts. */
  confirmedHosts: z.array(z.string()).default([]),
  /** Where the database is, when it was moved. */
  databaseFile: z.string().optional(),
  /** Where it was before: removed once it has been opened at its new place. */
  movedFrom: z.string().optional(),
})
export type Settings = z.output<typeof schema>

const FALLBACK: Settings = { appearance: 'auto', recentScenarios: [], confirmedHosts: [] }

/** What the app remembers between starts, in `settings.json` of its data folder. */
export class SettingsStore {
  private readonly file: JsonFile<typeof schema>
  private settings: Settings

  constructor(folder: string) {
    this.file = new JsonFile(join(folder, 'settings.json'), schema, FALLBACK)
    this.settings = this.file.read()
  }

  get current(): Settings {
    return this.settings
  }

  change(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change }
    this.file.write(this.settings)
  }
}
