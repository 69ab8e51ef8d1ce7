import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { ScenarioFile, Validation } from '../../shared/ipc.ts'
import { ask } from '../api.ts'
import { mayRunAfter } from './preflight.ts'

interface ScenarioState {
  text: string
  /** The text as it is on disk, or as the template gave it. */
  savedText: string
  file: string | null
  /** What main last said of the text; null while nothing was checked. */
  validation: Validation | null
  /** The newest overview without errors, so that a slip of the pen does not empty the screen. */
  overview: Validation['overview'] | null
  checking: boolean
  setText: (text: string) => void
  /** Replaces what is in the editor; whoever calls has asked about unsaved changes. */
  show: (scenario: { text: string; file?: string }) => void
  validate: () => Promise<void>
  /** @returns false when the user cancelled */
  save: (saveAs: boolean) => Promise<boolean>
  /**
   * Starts a run of it, or of its short form. Looks at the target first, and asks when something speaks against the run.
   * @returns false when it is then not wanted
   */
  start: (short: boolean) => Promise<boolean>
}

let newestCheck = 0

/** The scenario on the desk. Kept over restarts, unsaved changes included. */
export const useScenario = create<ScenarioState>()(
  persist(
    (set, get) => ({
      text: '',
      savedText: '',
      file: null,
      validation: null,
      overview: null,
      checking: false,
      setText: (text) => set({ text, checking: true }),
      show({ text, file }) {
        set({ text, savedText: text, file: file ?? null, validation: null, overview: null, checking: true })
      },
      async validate() {
        const asked = ++newestCheck
        const { text } = get()
        const validation = await ask('validateScenario', { text, ...fileOf(get()) })
        if (asked !== newestCheck) return
        set({
          validation,
          checking: get().text !== text,
          ...(validation.overview && { overview: validation.overview }),
        })
      },
      async save(saveAs) {
        const { text } = get()
        const saved: ScenarioFile | null = await ask('saveScenario', { text, saveAs, ...fileOf(get()) })
        if (saved === null) return false
        set({ file: saved.file, savedText: saved.text })
        return true
      },
      async start(short) {
        const scenario = { text: get().text, short, ...fileOf(get()) }
        if (!(await mayRunAfter(await ask('preflight', scenario)))) return false
        await ask('startRun', scenario)
        return true
      },
    }),
    {
      name: 'scenario',
      partialize: ({ text, savedText, file }) => ({ text, savedText, file }),
    },
  ),
)

export function isDirty({ text, savedText }: Pick<ScenarioState, 'text' | 'savedText'>): boolean {
  return text !== savedText
}

/** False before anything was opened; an emptied text stays open. */
export function isOpen({ text, savedText, file }: Pick<ScenarioState, 'text' | 'savedText' | 'file'>): boolean {
  return text !== '' || savedText !== '' || file !== null
}

function fileOf({ file }: Pick<ScenarioState, 'file'>): { file?: string } {
  return file === null ? {} : { file }
}
