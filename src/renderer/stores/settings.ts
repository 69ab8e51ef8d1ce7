import { create } from 'zustand'
import type { AppInfo } from '../../shared/ipc.ts'
import { ask } from '../api.ts'

interface SettingsState {
  /** Null until main has answered. */
  info: AppInfo | null
  load: () => Promise<void>
}

/** What the app says of itself. The colours themselves are Mantine's to keep. */
export const useSettings = create<SettingsState>()((set) => ({
  info: null,
  async load() {
    set({ info: await ask('appInfo', undefined) })
  },
}))
